namespace Troupe.Actors.Cells;

/// <summary>System messages that never leave the kernel: between a cell, its parent and its children.</summary>
internal abstract record CellSignal : SystemMessage
{
    /// <summary>Parent to child, always the first signal.</summary>
    public sealed record Start : CellSignal
    {
        public static readonly Start Instance = new();
    }

    /// <summary>Parent to child: work on no further message until told.</summary>
    public sealed record Suspend : CellSignal
    {
        public static readonly Suspend Instance = new();
    }

    /// <summary>Parent to child: go on as you are.</summary>
    public sealed record Resume : CellSignal
    {
        public static readonly Resume Instance = new();
    }

    /// <summary>Parent to child: replace your instance.</summary>
    public sealed record Restart(Exception Cause) : CellSignal;

    /// <summary>Child to parent: my code threw; I am suspended until you decide.</summary>
    public sealed record ChildFailed(ActorCell Child, Exception Cause, object? FailedMessage) : CellSignal;

    /// <summary>Child to parent: I have ended and left your registry.</summary>
    public sealed record ChildTerminated : CellSignal
    {
        public static readonly ChildTerminated Instance = new();
    }

    /// <summary>Child to parent: forget my restarts.</summary>
    public sealed record ChildHealthy(ActorCell Child) : CellSignal;

    /// <summary>The back-off of a restart is over.</summary>
    public sealed record RestartDue(PendingRestart Pending) : CellSignal;
}

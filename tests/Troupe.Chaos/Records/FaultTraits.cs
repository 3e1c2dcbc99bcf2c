namespace Troupe.Chaos.Records;

/// <summary>What follows from a kind of fault.</summary>
internal static class FaultTraits
{
    /// <summary>Whether it comes from outside; else a job does it to its own worker.</summary>
    public static bool IsFromOutside(this FaultKind kind) =>
        kind is FaultKind.KillIdle or FaultKind.KillBusy or FaultKind.Stop or FaultKind.KillHosted;

    /// <summary>Whether the job that does it can never have a result.</summary>
    public static bool IsDeadly(this FaultKind kind) => kind is FaultKind.NativeCrash or FaultKind.FailFast
        or FaultKind.StackOverflow or FaultKind.ExitZero or FaultKind.HalfFrame or FaultKind.BrokenProtocol or FaultKind.HeldOutput;

    /// <summary>Whether the job that does it may lose its worker by it.</summary>
    public static bool MayKill(this FaultKind kind) => kind.IsDeadly() || kind == FaultKind.HeapLimit;
}

namespace Troupe.Actors.Cells;

/// <summary>What a supervisor knows of one child.</summary>
internal sealed class ChildEntry(ActorCell cell)
{
    public ActorCell Cell => cell;

    public RestartHistory History { get; set; }

    /// <summary>The child was told to stop and has not ended yet.</summary>
    public bool IsStopping { get; set; }

    /// <summary>The child's failure was passed on upwards; it waits for what becomes of its supervisor.</summary>
    public bool IsEscalated { get; set; }

    public PendingRestart? PendingRestart { get; set; }
}

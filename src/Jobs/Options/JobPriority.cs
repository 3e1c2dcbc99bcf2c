namespace Troupe;

/// <summary>Which waiting job goes first. Within a priority, first come, first served.</summary>
public enum JobPriority
{
    /// <summary>Runs when nothing else waits.</summary>
    Low = -1,

    /// <summary>The default.</summary>
    Normal = 0,

    /// <summary>Overtakes all waiting jobs of lower priority; never interrupts one that runs.</summary>
    High = 1,
}

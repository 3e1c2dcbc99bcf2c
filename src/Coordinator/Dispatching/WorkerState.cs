namespace Troupe;

/// <summary>What a slot of the pool is doing.</summary>
public enum WorkerState
{
    /// <summary>Its process is being started, or its initializer runs.</summary>
    Starting,

    /// <summary>Its process serves jobs.</summary>
    Ready,

    /// <summary>Its process was told to end, or its link has ended: it takes no further jobs, and is killed if it does not end
    /// soon.</summary>
    Ending,

    /// <summary>Its process has ended; the next one starts soon.</summary>
    Down,
}

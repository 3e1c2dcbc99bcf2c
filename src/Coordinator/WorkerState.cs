namespace Troupe;

/// <summary>What a place in the pool is doing.</summary>
public enum WorkerState
{
    /// <summary>Its process is being started, or its initializer runs.</summary>
    Starting,

    /// <summary>Its process serves jobs.</summary>
    Ready,

    /// <summary>Its link has ended, and its process is about to, or is killed for it: it takes no more jobs.</summary>
    Ending,

    /// <summary>Its process has ended; the next one starts soon.</summary>
    Down,
}

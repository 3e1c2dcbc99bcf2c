namespace Troupe.SharedState.FastPaths;

/// <summary>What waits at a ring's home, and so which changes it must be notified of.</summary>
[Flags]
internal enum RingAttention
{
    None = 0,

    /// <summary>Readers wait for an item.</summary>
    Readers = 1,

    /// <summary>Writers wait for room.</summary>
    Writers = 2,

    /// <summary>A caller waits for the last item to be taken.</summary>
    Drain = 4,
}

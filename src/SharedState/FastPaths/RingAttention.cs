namespace Troupe.SharedState.FastPaths;

/// <summary>Who waits at a ring's home, and so what the home wants to be told of.</summary>
[Flags]
internal enum RingAttention
{
    None = 0,

    /// <summary>Somebody waits for an item.</summary>
    Readers = 1,

    /// <summary>Somebody waits for room.</summary>
    Writers = 2,

    /// <summary>Somebody waits for the last item to be taken.</summary>
    Drain = 4,
}

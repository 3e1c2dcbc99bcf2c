namespace Troupe.SharedState.FastPaths;

/// <summary>How a write to a ring went.</summary>
internal enum RingWrite
{
    /// <summary>The item is there for every reader.</summary>
    Done,

    /// <summary>Every slot is taken.</summary>
    Full,

    /// <summary>Only the home may write now.</summary>
    Barred,
}

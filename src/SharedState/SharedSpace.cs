namespace Troupe.SharedState;

/// <summary>This process as a home of shared objects.</summary>
internal static class SharedSpace
{
    /// <summary>This process's number among all: random, never 0. No secret: what it must be is unlike all others.</summary>
    public static ulong Id { get; } = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray());
}

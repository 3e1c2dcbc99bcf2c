namespace Troupe.SharedState.Dictionaries;

/// <summary>One value, still encoded, with a version that changes whenever it is set.</summary>
internal readonly record struct Cell(ulong Version, ReadOnlyMemory<byte> Value);

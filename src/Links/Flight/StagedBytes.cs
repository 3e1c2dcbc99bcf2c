namespace Troupe.Links.Flight;

/// <summary>The bytes in an outbox that are ready and not written.</summary>
/// <param name="Offset">How many bytes of the stream came before them.</param>
/// <param name="Start">Where in the outbox they stand.</param>
/// <param name="Length">How many they are.</param>
/// <remarks>Not a tuple: code for those is compiled again in each starting worker.</remarks>
internal readonly record struct StagedBytes(long Offset, int Start, int Length);

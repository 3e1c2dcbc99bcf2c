namespace Troupe.SharedState.Pipes;

/// <summary>What is asked of a pipe besides the <see cref="FastPaths.ItemOperation"/>s.</summary>
internal static class PipeOperation
{
    /// <summary>The number of the end, 0 or 1. No answer.</summary>
    public const byte Close = 32;
}

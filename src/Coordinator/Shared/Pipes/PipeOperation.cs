namespace Troupe.Shared.Pipes;

/// <summary>What is asked of a pipe; each request begins with the number of the end, 0 or 1, it is made at.</summary>
internal static class PipeOperation
{
    /// <summary>Flag: may wait. Then the message. Answer: done, refused (full) or closed.</summary>
    public const byte Write = 16;

    /// <summary>Flag: may wait. Answer: the message, refused (none) or closed.</summary>
    public const byte Read = 17;

    /// <summary>No answer.</summary>
    public const byte Close = 18;
}

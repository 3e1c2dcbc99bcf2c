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

    /// <summary>Here the number of the end that writes. Answer: what leads to the ring; or refused.</summary>
    public const byte Open = 19;

    /// <summary>Here the number of the end that writes. Somebody who waits may have what he waits for. No answer.</summary>
    public const byte Ring = 20;
}

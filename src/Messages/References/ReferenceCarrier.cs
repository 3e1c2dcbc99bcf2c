namespace Troupe.Messages.References;

/// <summary>How a link writes and reads references to actors that stand inside of messages. Set while one is encoded or decoded.</summary>
internal abstract class ReferenceCarrier
{
    [ThreadStatic]
    private static ReferenceCarrier? s_current;

    /// <summary>The link whose message is encoded or decoded on this thread; null for none.</summary>
    public static ReferenceCarrier? Current
    {
        get => s_current;
        set => s_current = value;
    }

    /// <summary>What the other side is to call an actor.</summary>
    /// <param name="actor">The reference.</param>
    /// <returns>Some bytes.</returns>
    public abstract byte[] Write(object actor);

    /// <summary>The actor that the other side speaks of.</summary>
    /// <param name="address">What it calls it.</param>
    /// <returns>A reference of this process.</returns>
    public abstract object Read(ReadOnlySpan<byte> address);
}

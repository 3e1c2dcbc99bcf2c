namespace Troupe.Actors;

/// <summary>How a link writes and reads references that stand inside of messages. Set while a message is encoded or decoded.</summary>
public abstract class ActorRefCarrier
{
    [ThreadStatic]
    private static ActorRefCarrier? t_current;

    /// <summary>The link whose message is encoded or decoded on this thread; null for none.</summary>
    public static ActorRefCarrier? Current
    {
        get => t_current;
        set => t_current = value;
    }

    /// <summary>What the other side is to call an actor.</summary>
    /// <param name="actor">The actor.</param>
    public abstract byte[] Write(ActorRef actor);

    /// <summary>The actor that the other side speaks of.</summary>
    /// <param name="address">What it calls it.</param>
    public abstract ActorRef Read(ReadOnlySpan<byte> address);
}

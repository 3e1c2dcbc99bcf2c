using Akka.Actor;
using Troupe.Links.Conversations;
using Troupe.Messages.Payloads;
using Troupe.Messages.References;

namespace Troupe.Hosting.Bridges;

/// <summary>
/// Messages as bytes, for one end of a bridge: each by its own type, and the references inside of them by the same addresses as senders.
/// Safe for any thread; what is read is read by one.
/// </summary>
internal sealed class BridgeCodec : ReferenceCarrier
{
    private readonly Func<IActorRef?, ActorAddress> _addressOf;
    private readonly Func<ActorAddress, IActorRef?> _resolve;

    /// <summary>The codec of a link that has just begun.</summary>
    /// <param name="end">What this end is made of.</param>
    /// <param name="addressOf">What the other end is to call an actor.</param>
    /// <param name="resolve">The actor that the other end speaks of; null for none.</param>
    public BridgeCodec(BridgeEnd end, Func<IActorRef?, ActorAddress> addressOf, Func<ActorAddress, IActorRef?> resolve)
    {
        (_addressOf, _resolve) = (addressOf, resolve);
        Types = new MessageTypes(end.Allowed, end.LoadAssembly, end.Send, new BuiltInMessages(() => Types!, resolve, addressOf).All);
    }

    /// <summary>The types of messages, by number.</summary>
    public MessageTypes Types { get; }

    /// <summary>Appends a message with its type in front.</summary>
    public void WriteMessage(PayloadWriter writer, object message)
    {
        var type = Types.Outgoing(message);
        writer.WriteVarUInt32(type.Number);
        var before = Current;
        Current = this;
        try
        {
            type.Codec.Write(writer, message);
        }
        finally
        {
            Current = before;
        }
    }

    /// <summary>Reads a message with its type in front.</summary>
    public object ReadMessage(ref PayloadReader reader) => ReadMessage(ref reader, Types.Incoming(reader.ReadVarUInt32()));

    /// <summary>Reads a message whose type is known by now. Whatever it throws may be the user's.</summary>
    public object ReadMessage(ref PayloadReader reader, MessageCodec type)
    {
        var before = Current;
        Current = this;
        try
        {
            return type.Read(ref reader);
        }
        finally
        {
            Current = before;
        }
    }

    public override byte[] Write(object actor)
    {
        using var writer = new PayloadWriter();
        _addressOf((IActorRef)actor).Write(writer);
        return writer.WrittenSpan.ToArray();
    }

    public override object Read(ReadOnlySpan<byte> address)
    {
        var reader = new PayloadReader(address);
        var read = ActorAddress.Read(ref reader);
        reader.RequireEnd();
        return _resolve(read) ?? ActorRefs.Nobody;
    }
}

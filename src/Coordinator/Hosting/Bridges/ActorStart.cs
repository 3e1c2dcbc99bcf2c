using Akka.Actor;
using Troupe.Links.Conversations;
using Troupe.Messages.Payloads;

namespace Troupe.Hosting.Bridges;

/// <summary>How an actor travels that is to be made at the other end of a link: its type, and what its constructor is given.</summary>
internal static class ActorStart
{
    public delegate object MessageReader(ref PayloadReader reader);

    /// <summary>Appends it.</summary>
    /// <exception cref="PayloadEncodingException">An argument cannot travel.</exception>
    public static void Write(PayloadWriter writer, Props props, MessageTypes types, Action<PayloadWriter, object> write)
    {
        types.OutgoingActor(props.Type).Write(writer);
        writer.WriteUnmanaged(props.Deploy.StashCapacity);
        writer.WriteVarUInt64((ulong)props.Arguments.Length);
        foreach (var argument in props.Arguments)
        {
            writer.WriteByte(argument is null ? (byte)0 : (byte)1);
            if (argument is not null)
                write(writer, argument);
        }
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="PayloadFormatException">The bytes are malformed, or it is no actor.</exception>
    public static Props Read(ref PayloadReader reader, MessageTypes types, MessageReader read)
    {
        var type = types.IncomingActor(ref reader);
        var stash = reader.ReadUnmanaged<int>();
        var arguments = new object?[reader.ReadCount()];
        for (var index = 0; index < arguments.Length; index++)
            arguments[index] = reader.ReadFlag() ? read(ref reader) : null;
        if (!type.IsSubclassOf(typeof(ActorBase)))
            throw new PayloadFormatException($"{type} is no actor.");
        var props = Props.Create(type, arguments);
        return stash > 0 ? props.WithStashCapacity(stash) : props;
    }
}

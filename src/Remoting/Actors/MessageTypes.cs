using System.Collections.Concurrent;
using Troupe.Actors;
using Troupe.Messages.Frames;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.Remoting.Actors;

/// <summary>
/// The message types of one link. Each side numbers the types it sends and tells the other what a number means before it
/// first uses it, so a message carries a small number and neither side ever looks up a name. Sending is safe for any
/// thread; <see cref="Define"/> and <see cref="Incoming"/> are for the one that reads.
/// </summary>
/// <param name="options">What is allowed.</param>
/// <param name="send">Writes a definition to the link.</param>
internal sealed class MessageTypes(ActorLinkOptions options, FrameSend send)
{
    /// <summary>Definitions that no honest program comes near; keeps a hostile one from filling the table.</summary>
    private const int MostTypes = 64 * 1024;

    private readonly FunctionCatalog _catalog = new(options.AllowedAssemblies, options.LoadAssembly);
    private readonly ConcurrentDictionary<Type, OutgoingType> _outgoing = new();
    private readonly List<MessageCodec> _incoming = [new FailureCodec(asStatus: true), new FailureCodec(asStatus: false)];
    private readonly Lock _gate = new();
    private uint _defined = 2;

    /// <exception cref="PayloadNotEncodableException">Messages of this type may not or cannot travel.</exception>
    public OutgoingType Outgoing(object message)
    {
        var type = message switch
        {
            Status.Failure => typeof(Status.Failure),
            Exception => typeof(Exception),
            _ => message.GetType(),
        };
        return _outgoing.TryGetValue(type, out var known) ? known : Introduce(type);
    }

    private OutgoingType Introduce(Type type)
    {
        if (type == typeof(Status.Failure))
            return _outgoing.GetOrAdd(type, new OutgoingType(0, _incoming[0]));
        if (type == typeof(Exception))
            return _outgoing.GetOrAdd(type, new OutgoingType(1, _incoming[1]));
        lock (_gate)
        {
            if (_outgoing.TryGetValue(type, out var known))
                return known;
            var (reference, codec) = Build(type);
            using var definition = new PayloadWriter();
            reference.Write(definition);
            // The definition is on its way before anybody can learn the number.
            send(FrameKind.ActorType, _defined, definition.WrittenSpan);
            return _outgoing[type] = new OutgoingType(_defined++, codec);
        }
    }

    private (TypeReference Reference, MessageCodec Codec) Build(Type type)
    {
        try
        {
            var reference = TypeReference.Of(type);
            // The same check that the other side makes: what it would refuse is refused here, at the call.
            _catalog.ResolveMessage(reference);
            return (reference, MessageCodec.Of(type));
        }
        catch (FunctionRefusedException error)
        {
            if (error.InnerException is PayloadNotEncodableException cause)
                throw cause;
            throw new PayloadNotEncodableException("The message", type.FullName ?? type.Name, error.Message, error);
        }
    }

    /// <summary>Notes what a number of the other side means.</summary>
    /// <exception cref="ProtocolViolationException">The number is not the next one, or the type is refused.</exception>
    /// <exception cref="PayloadFormatException">The bytes are no type reference.</exception>
    public void Define(ulong number, ReadOnlySpan<byte> definition)
    {
        if (number != (ulong)_incoming.Count || number >= MostTypes)
            throw new ProtocolViolationException($"message type {number} was defined where {_incoming.Count} was due");
        var reader = new PayloadReader(definition);
        var reference = TypeReference.Read(ref reader);
        reader.RequireEnd();
        try
        {
            _incoming.Add(MessageCodec.Of(_catalog.ResolveMessage(reference)));
        }
        catch (FunctionRefusedException error)
        {
            throw new ProtocolViolationException($"a message type was refused: {error.Message}", error);
        }
    }

    /// <summary>The codec behind a number of the other side.</summary>
    /// <exception cref="ProtocolViolationException">The number was never defined.</exception>
    public MessageCodec Incoming(uint number) =>
        number < (uint)_incoming.Count ? _incoming[(int)number] : throw new ProtocolViolationException($"a message of the undefined type {number} came in");
}

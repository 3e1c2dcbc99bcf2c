using System.Collections.Concurrent;
using System.Reflection;
using Troupe.Messages.Assemblies;
using Troupe.Messages.Frames;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.Links.Conversations;

/// <summary>
/// The message types of one link. Each side numbers the types it sends and tells the other what a number means before it
/// first uses it, so a message carries a small number and neither side ever looks up a name. Sending is safe for any
/// thread; <see cref="Define"/> and <see cref="Incoming"/> are for the one that reads.
/// </summary>
/// <param name="allowed">The assemblies whose types may be messages, besides plain framework data; checked on both sides.</param>
/// <param name="loadAssembly">Loads an allowed assembly by simple name; null for the app's own dependency graph.</param>
/// <param name="send">Writes a definition to the link.</param>
/// <param name="builtIn">Messages that both sides know without a definition, in the same order on both.</param>
internal sealed class MessageTypes(
    AllowedAssemblies allowed, Func<string, Assembly>? loadAssembly, FrameSend send, params IReadOnlyList<MessageCodec> builtIn)
{
    /// <summary>Definitions that no honest program comes near; keeps a hostile one from filling the table.</summary>
    private const int MostTypes = 64 * 1024;

    private readonly FunctionCatalog _catalog = new(allowed, loadAssembly);
    private readonly ConcurrentDictionary<Type, OutgoingType> _outgoing = new();
    private readonly List<MessageCodec> _incoming = [.. builtIn];
    private readonly Lock _gate = new();
    private uint _defined = (uint)builtIn.Count;

    /// <summary>How a message is written. The other side is told of its type, if it has not been yet.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="PayloadNotEncodableException">Messages of this type may not or cannot travel.</exception>
    public OutgoingType Outgoing(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _outgoing.TryGetValue(message.GetType(), out var known) ? known : Introduce(message);
    }

    private OutgoingType Introduce(object message)
    {
        var type = message.GetType();
        for (var number = 0; number < builtIn.Count; number++)
        {
            if (builtIn[number].Takes(message))
                return _outgoing.GetOrAdd(type, new OutgoingType((uint)number, builtIn[number]));
        }
        lock (_gate)
        {
            if (_outgoing.TryGetValue(type, out var known))
                return known;
            var (reference, codec) = Build(type);
            using var definition = new PayloadWriter();
            reference.Write(definition);
            // The definition is on its way before any thread can learn the number.
            send(FrameKind.ActorType, _defined, definition.WrittenSpan);
            return _outgoing[type] = new OutgoingType(_defined++, codec);
        }
    }

    /// <summary>The actor that a worker is to host, as it is named there.</summary>
    /// <param name="type">Its type.</param>
    /// <exception cref="FunctionRefusedException">It is none of an allowed assembly, or is abstract.</exception>
    public TypeReference OutgoingActor(Type type)
    {
        var reference = TypeReference.Of(type);
        _catalog.ResolveHostedType(reference);
        return reference;
    }

    /// <summary>The type of the actor that this process is to host.</summary>
    /// <param name="reader">Where its name comes from.</param>
    /// <exception cref="FunctionRefusedException">It is none of an allowed assembly, is another build's, or is abstract.</exception>
    /// <exception cref="PayloadFormatException">The bytes are no type reference.</exception>
    public Type IncomingActor(ref PayloadReader reader) => _catalog.ResolveHostedType(TypeReference.Read(ref reader));

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
    /// <param name="number">The number, the next one.</param>
    /// <param name="definition">The type reference.</param>
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
    /// <param name="number">The number.</param>
    /// <exception cref="ProtocolViolationException">The number was never defined.</exception>
    public MessageCodec Incoming(uint number) =>
        number < (uint)_incoming.Count
            ? _incoming[(int)number]
            : throw new ProtocolViolationException($"a message of the undefined type {number} came in");
}

using System.Reflection;
using Troupe.Messages.Payloads;

namespace Troupe.Remoting.Actors;

/// <summary>Writes and reads messages of one type without knowing it; reflection is needed once, to build it.</summary>
internal abstract class MessageCodec
{
    public abstract void Write(PayloadWriter writer, object message);

    public abstract object Read(ref PayloadReader reader);

    /// <exception cref="PayloadNotEncodableException">Values of the type cannot travel.</exception>
    public static MessageCodec Of(Type type) => (MessageCodec)Activator.CreateInstance(
        typeof(MessageCodec<>).MakeGenericType(type),
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions,
        binder: null,
        args: null,
        culture: null)!;
}

/// <inheritdoc/>
internal sealed class MessageCodec<T> : MessageCodec
    where T : notnull
{
    private readonly PayloadCodec<T> _codec = PayloadCodec<T>.Instance;

    public override void Write(PayloadWriter writer, object message) => _codec.Write(writer, (T)message);

    public override object Read(ref PayloadReader reader) =>
        _codec.Read(ref reader) is { } message ? message : throw new PayloadFormatException($"A null came in place of a {typeof(T).Name}.");
}

using System.Reflection;
using Troupe.Messages.Payloads;

namespace Troupe.Links.Conversations;

/// <summary>Writes and reads messages of one kind without knowing their type.</summary>
internal abstract class MessageCodec
{
    /// <summary>Whether it is for this message, whatever its type: asked of those that are built in, once for each type.</summary>
    /// <param name="message">The message.</param>
    public virtual bool Takes(object message) => false;

    /// <summary>Appends a message.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="PayloadEncodingException">The message cannot travel.</exception>
    public abstract void Write(PayloadWriter writer, object message);

    /// <summary>Reads a message.</summary>
    /// <param name="reader">Where it comes from.</param>
    /// <exception cref="PayloadFormatException">The bytes are no such message.</exception>
    public abstract object Read(ref PayloadReader reader);

    /// <summary>The codec of a type; reflection is needed to build it.</summary>
    /// <param name="type">The type.</param>
    /// <exception cref="PayloadNotEncodableException">Values of the type cannot travel.</exception>
    internal static MessageCodec Of(Type type) => (MessageCodec)Activator.CreateInstance(
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

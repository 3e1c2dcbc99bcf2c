using System.Text.Json;

namespace Troupe.Messages.Payloads;

/// <summary>
/// A value of a type that may travel cannot: thrown while it is being written, for <see cref="JsonCodec{T}"/> to tell with its
/// place, which the serializer adds.
/// </summary>
internal sealed class ValueRefusedException(Type type, string reason) : JsonException(reason)
{
    /// <summary>What is refused.</summary>
    public Type Type { get; } = type;
}

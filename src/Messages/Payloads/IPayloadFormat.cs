using System.Buffers;

namespace Troupe.Messages.Payloads;

/// <summary>
/// The user's own serializer for the types that have no raw format. Both processes must use the same one.
/// Implementations must be thread-safe.
/// </summary>
internal interface IPayloadFormat
{
    /// <summary>Why a declared type cannot travel, or null when it can. Asked once per type.</summary>
    string? RefusalOf(Type type);

    /// <summary>Writes a value of the declared type. What it throws becomes a <see cref="PayloadEncodingException"/>.</summary>
    void Write<T>(IBufferWriter<byte> output, T value);

    /// <summary>Reads exactly the bytes one <see cref="Write"/> made. What it throws becomes a
    /// <see cref="PayloadFormatException"/>.</summary>
    T Read<T>(ReadOnlySpan<byte> bytes);
}

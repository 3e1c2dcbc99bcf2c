using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Messages.Payloads;

/// <summary>A struct inside JSON as base64 text of its memory, which is how it travels outside of JSON.</summary>
internal sealed class MemoryConverter<T> : JsonConverter<T>
    where T : unmanaged
{
    private static readonly Func<T, bool>? s_isValid = (Func<T, bool>?)ValidMemory.CheckOf(typeof(T));

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var memory) && memory.Length == Unsafe.SizeOf<T>()
            && MemoryMarshal.Read<T>(memory) is var value && s_isValid?.Invoke(value) != false
            ? value
            : throw new JsonException(
                $"A {PayloadTypeName.Full(typeof(T))} must be base64 text of its {Unsafe.SizeOf<T>()} bytes of memory.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
}

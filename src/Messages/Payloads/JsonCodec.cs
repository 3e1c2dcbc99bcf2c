using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Troupe.Messages.Payloads;

internal sealed class JsonCodec<T>(JsonTypeInfo<T> type) : FramedCodec<T>
{
    [ThreadStatic]
    private static Utf8JsonWriter? t_spare;

    protected override void Encode(PayloadWriter writer, T value)
    {
        // Taken out while in use: a converter may encode another payload on this thread.
        Utf8JsonWriter json = t_spare ?? new Utf8JsonWriter(writer, PayloadJsonOptions.WriterOptions);
        t_spare = null;
        json.Reset(writer);
        JsonSerializer.Serialize(json, value, type);
        json.Flush();
        json.Reset(Stream.Null);
        t_spare = json;
    }

    protected override T Decode(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, type)!;

    protected override PayloadEncodingException Explain(Exception error) => error switch
    {
        // The serializer's own complaints: a cycle, nesting beyond the limit, a value it has no rule for.
        JsonException or NotSupportedException => new PayloadNotEncodableException(
            PayloadTypeName.Short(typeof(T)), PayloadTypeName.Full(typeof(T)), error.Message, error),
        _ => base.Explain(error),
    };
}

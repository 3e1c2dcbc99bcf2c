using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Messages.Payloads;

/// <summary>Characters as <see cref="ExactText"/> of one code unit.</summary>
internal sealed class ExactCharConverter : JsonConverter<char>
{
    public override char Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader is { TokenType: JsonTokenType.String, HasValueSequence: false, ValueIsEscaped: false, ValueSpan: [< 0x80 and var unit] }
            ? (char)unit
            : Only(ExactText.Read(ref reader));

    public override void Write(Utf8JsonWriter writer, char value, JsonSerializerOptions options) => ExactText.Write(writer, [value]);

    public override char ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Only(ExactText.FromName(ExactText.Read(ref reader)!));

    public override void WriteAsPropertyName(Utf8JsonWriter writer, char value, JsonSerializerOptions options) =>
        writer.WritePropertyName(ExactText.ToName(value.ToString()));

    private static char Only(string? text) =>
        text is [char unit] ? unit : throw new JsonException("A character must be text of one UTF-16 code unit.");
}

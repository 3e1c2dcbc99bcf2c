using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Messages.Payloads;

/// <summary>
/// JSON cannot hold lone surrogates (the framework would put U+FFFD in their place). A string that has one travels as an
/// array of its UTF-16 code units; every other string as JSON text.
/// </summary>
internal sealed class ExactStringConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return reader.GetString();
        }

        ArrayBufferWriter<char> units = new();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            units.GetSpan(1)[0] = (char)reader.GetUInt16();
            units.Advance(1);
        }

        return new string(units.WrittenSpan);
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (value.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 || !HasLoneSurrogate(value))
        {
            writer.WriteStringValue(value);
            return;
        }

        writer.WriteStartArray();
        foreach (char unit in value)
        {
            writer.WriteNumberValue((uint)unit);
        }

        writer.WriteEndArray();
    }

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (HasLoneSurrogate(value))
        {
            throw new NotSupportedException("A dictionary key has a lone surrogate, which JSON cannot hold.");
        }

        writer.WritePropertyName(value);
    }

    private static bool HasLoneSurrogate(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i]))
            {
                continue;
            }

            if (i + 1 >= value.Length || !char.IsSurrogatePair(value[i], value[i + 1]))
            {
                return true;
            }

            i++;
        }

        return false;
    }
}

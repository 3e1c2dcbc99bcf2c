using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Messages.Payloads;

/// <summary>JSON values as they are, with members of one name more than once and with escapes of half a surrogate pair.</summary>
internal sealed class ExactJsonElementConverter : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            throw new ValueRefusedException(typeof(JsonElement),
                "default(JsonElement) holds no JSON value, not even null. Send one that was parsed or made by "
                    + "JsonSerializer.SerializeToElement, or make it a JsonElement?, which may be null.");
        }

        var text = JsonMarshal.GetRawUtf8Value(value);
        if (!ExactText.MayHoldSurrogate(text))
        {
            value.WriteTo(writer);
            return;
        }

        RequireDepth(text, PayloadJsonOptions.MaxDepth - writer.CurrentDepth);
        writer.WriteRawValue(text, skipInputValidation: true);
    }

    private static void RequireDepth(ReadOnlySpan<byte> text, int levels)
    {
        Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = levels });
        while (reader.Read())
        {
            // What is too deep throws.
        }
    }
}

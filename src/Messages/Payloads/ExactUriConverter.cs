using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Messages.Payloads;

/// <summary>Addresses as their text; one that is relative but reads as a file's path, such as <c>/prices</c>, in an array.</summary>
internal sealed class ExactUriConverter : JsonConverter<Uri>
{
    public override Uri? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return Make(ExactText.Read(ref reader), UriKind.RelativeOrAbsolute);

        reader.Read();
        var relative = Make(reader.TokenType == JsonTokenType.String ? ExactText.Read(ref reader) : null, UriKind.Relative);
        reader.Read();
        return reader.TokenType == JsonTokenType.EndArray
            ? relative
            : throw new JsonException("A relative address must be an array of one text.");
    }

    public override void Write(Utf8JsonWriter writer, Uri value, JsonSerializerOptions options)
    {
        var boxed = !ComesBack(value, UriKind.RelativeOrAbsolute);
        if (boxed && (value.IsAbsoluteUri || !ComesBack(value, UriKind.Relative)))
        {
            throw new ValueRefusedException(typeof(Uri), $"'{value.OriginalString}' was made with options that its text does not tell, "
                + "and would be another address there. Pass the text, and make the address in the job.");
        }

        if (boxed)
            writer.WriteStartArray();

        ExactText.Write(writer, value.OriginalString);
        if (boxed)
            writer.WriteEndArray();
    }

    public override Uri ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Make(ExactText.FromName(ExactText.Read(ref reader)!), UriKind.RelativeOrAbsolute);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, Uri value, JsonSerializerOptions options) =>
        writer.WritePropertyName(ComesBack(value, UriKind.RelativeOrAbsolute)
            ? ExactText.ToName(value.OriginalString)
            : throw new ValueRefusedException(
                typeof(Uri),
                $"as a key, '{value.OriginalString}' would be another address there. Use its text as the key."));

    private static Uri Make(string? text, UriKind kind) =>
        Uri.TryCreate(text, kind, out var made) ? made : throw new JsonException("The text is not an address.");

    private static bool ComesBack(Uri value, UriKind kind) =>
        Uri.TryCreate(value.OriginalString, kind, out var made) && made.IsAbsoluteUri == value.IsAbsoluteUri
        && (!value.IsAbsoluteUri || string.Equals(made.AbsoluteUri, value.AbsoluteUri, StringComparison.Ordinal));
}

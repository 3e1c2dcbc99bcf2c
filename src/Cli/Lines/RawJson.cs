using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Troupe.Cli.Lines;

/// <summary>Writes a value's own text, with escapes of half a surrogate pair, which a copy value by value cannot hold.</summary>
internal static class RawJson
{
    private static readonly SearchValues<byte> s_lineEnds = SearchValues.Create("\r\n"u8);

    public static void Write(Utf8JsonWriter json, JsonElement value)
    {
        var text = JsonMarshal.GetRawUtf8Value(value);
        if (text.IndexOf("\\ud"u8) < 0 && text.IndexOf("\\uD"u8) < 0)
        {
            value.WriteTo(json);
            return;
        }

        // Only between values: inside of text an end of line is always an escape.
        if (text.ContainsAny(s_lineEnds))
        {
            var line = text.ToArray();
            line.AsSpan().Replace((byte)'\n', (byte)' ');
            line.AsSpan().Replace((byte)'\r', (byte)' ');
            text = line;
        }

        json.WriteRawValue(text, skipInputValidation: true);
    }
}

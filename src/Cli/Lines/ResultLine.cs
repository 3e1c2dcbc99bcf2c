using System.Text.Json;

namespace Troupe.Cli.Lines;

/// <summary>Reads back what <see cref="ResultWriter"/> wrote.</summary>
internal static class ResultLine
{
    /// <returns>Which item it is of and whether that failed; null when the line is something else. An old tool wrote no key.</returns>
    public static (long Index, bool Failed, ItemKey? Key)? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 1024 });
            long index = -1;
            bool? failed = null;
            ItemKey? key = null;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIndex = reader.ValueTextEquals("index"u8);
                var isKey = reader.ValueTextEquals("sha256"u8);
                failed ??= reader.ValueTextEquals("error"u8) ? true : reader.ValueTextEquals("result"u8) ? false : null;
                reader.Read();
                if (isIndex && !(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out index)))
                    return null;
                if (isKey)
                    key = reader.TokenType == JsonTokenType.String && ItemKey.TryParse(reader.ValueSpan, out var parsed) ? parsed : null;
                reader.Skip();
            }

            // Exactly one object.
            return !reader.Read() && index >= 0 && failed is { } outcome ? (index, outcome, key) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;

namespace Troupe.Platform.Texts;

/// <summary>Makes text from an untrusted process safe to show: no byte of it can steer a terminal or split a log line.</summary>
internal static class PrintableText
{
    /// <summary>Marks that turn the direction of what follows: with them a line can be made to read as another.</summary>
    private const string DirectionMarks = "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";

    private static readonly SearchValues<char> s_controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl), '\u2028', '\u2029', .. DirectionMarks]);

    /// <summary>Decodes UTF-8, replacing what is broken, and escapes control characters.</summary>
    /// <param name="bytes">The text's bytes.</param>
    /// <param name="keepLines">Whether line feeds stay as they are.</param>
    internal static string Decode(ReadOnlySpan<byte> bytes, bool keepLines = false)
    {
        return Escape(Encoding.UTF8.GetString(bytes), keepLines);
    }

    /// <summary>Escapes control characters and what turns the direction of text.</summary>
    /// <param name="text">Text from an untrusted source.</param>
    /// <param name="keepLines">Whether line feeds stay as they are.</param>
    internal static string Escape(string text, bool keepLines = false)
    {
        var at = text.AsSpan().IndexOfAny(s_controls);
        return at < 0 ? text : Escape(text, at, keepLines);
    }

    private static string Escape(string text, int at, bool keepLines)
    {
        var result = new StringBuilder(text.Length + 16).Append(text, 0, at);
        foreach (var character in text.AsSpan(at))
        {
            if (character == '\t' || (keepLines && character == '\n') || !s_controls.Contains(character))
            {
                _ = result.Append(character);
            }
            else if (character <= 0xFF)
            {
                _ = result.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}");
            }
            else
            {
                _ = result.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
        }

        return result.ToString();
    }
}

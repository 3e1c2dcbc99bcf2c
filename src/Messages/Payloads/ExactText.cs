using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Troupe.Messages.Payloads;

/// <summary>
/// Text in JSON, to the last UTF-16 code unit. The framework replaces half a surrogate pair by U+FFFD; here it is
/// written as its escape, as in <c>"\ud83d"</c>, which is valid JSON text, and read again.
/// </summary>
internal static class ExactText
{
    // In front of a name that has half a pair, which the writer cannot escape: its code units follow, in hexadecimal digits.
    private const char NameMark = '\u0001';

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<char> text)
    {
        if (!HasLoneSurrogate(text))
        {
            writer.WriteStringValue(text);
            return;
        }

        writer.WriteRawValue(Escape(text), skipInputValidation: true);
    }

    /// <summary>The text of a string or of a member's name.</summary>
    /// <exception cref="JsonException">It is not UTF-8, or no text.</exception>
    public static string? Read(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped || reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            return reader.GetString();

        var escaped = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        return HasLoneEscape(escaped) ? Unescape(escaped) : reader.GetString();
    }

    /// <summary>The replacement for a text as a member's name.</summary>
    public static string ToName(string text) =>
        (text.Length > 0 && text[0] == NameMark) || HasLoneSurrogate(text, from: 0)
            ? NameMark + Convert.ToHexString(MemoryMarshal.AsBytes(text.AsSpan()))
            : text;

    /// <summary>The opposite of <see cref="ToName"/>.</summary>
    /// <exception cref="JsonException">It is no such name.</exception>
    public static string FromName(string name)
    {
        if (name.Length == 0 || name[0] != NameMark)
            return name;

        var units = new char[name.Length / 4];
        return Convert.FromHexString(name.AsSpan(1), MemoryMarshal.AsBytes(units.AsSpan()), out _, out var written) == OperationStatus.Done
            && written == units.Length * sizeof(char)
            ? new string(units)
            : throw new JsonException("A name that starts with U+0001 must be code units in hexadecimal digits.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasLoneSurrogate(ReadOnlySpan<char> text) =>
        text.IndexOfAnyInRange('\uD800', '\uDFFF') is var first and >= 0 && HasLoneSurrogate(text, first);

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;

            i++;
        }

        return false;
    }

    // The framework's writer makes two escapes of each whole pair.
    private static bool HasLoneEscape(ReadOnlySpan<byte> escaped)
    {
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
                continue;

            if (IsEscape(escaped[i..], '8', 'B'))
            {
                if (!IsEscape(escaped[(i + 6)..], 'C', 'F'))
                    return true;

                i += 11;
            }
            else if (IsEscape(escaped[i..], 'C', 'F'))
            {
                return true;
            }
            else
            {
                i++;
            }
        }

        return false;
    }

    // As \ud83d, whose second digit tells a high surrogate from a low one.
    private static bool IsEscape(ReadOnlySpan<byte> text, char from, char to) =>
        text is [(byte)'\\', (byte)'u', (byte)'d' or (byte)'D', var second, ..] && IsBetween(second, from, to);

    private static bool IsBetween(byte digit, char from, char to) =>
        (char)(digit >= 'a' ? digit - 0x20 : digit) is var upper && upper >= from && upper <= to;

    private static string Escape(ReadOnlySpan<char> text)
    {
        var json = new StringBuilder("\"", text.Length + 16);
        for (int start = 0, i = 0; ; i++)
        {
            if (i < text.Length
                && (!char.IsSurrogate(text[i]) || (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) && ++i > 0)))
            {
                continue;
            }

            json.Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text[start..Math.Min(i, text.Length)].ToString()));
            if (i >= text.Length)
                return json.Append('"').ToString();

            json.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            start = i + 1;
        }
    }

    /// <summary>Whether JSON text has an escape that may be half a surrogate pair.</summary>
    public static bool MayHoldSurrogate(ReadOnlySpan<byte> escaped) => escaped.IndexOf("\\ud"u8) >= 0 || escaped.IndexOf("\\uD"u8) >= 0;

    // The reader has seen already that each escape is a whole one.
    private static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var units = new char[escaped.Length];
        var count = 0;
        while (!escaped.IsEmpty)
        {
            var next = escaped.IndexOf((byte)'\\');
            count += Decode(next < 0 ? escaped : escaped[..next], units.AsSpan(count));
            if (next < 0)
                break;

            var kind = escaped[next + 1];
            units[count++] = kind == 'u' ? (char)Convert.ToUInt16(Encoding.ASCII.GetString(escaped.Slice(next + 2, 4)), 16) : Plain(kind);
            escaped = escaped[(next + (kind == 'u' ? 6 : 2))..];
        }

        return new string(units, 0, count);
    }

    private static char Plain(byte kind) => (char)kind switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        char itself => itself,
    };

    private static int Decode(ReadOnlySpan<byte> bytes, Span<char> into)
    {
        try
        {
            return s_utf8.GetChars(bytes, into);
        }
        catch (DecoderFallbackException error)
        {
            throw new JsonException("The text is not UTF-8.", error);
        }
    }
}

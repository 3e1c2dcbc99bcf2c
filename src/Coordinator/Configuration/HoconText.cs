using System.Globalization;
using System.Text;

namespace Troupe.Configuration;

/// <summary>Text in a HOCON file: plain, in quotes, or in three quotes.</summary>
internal static class HoconText
{
    private const string NeverPlain = "$\"{}[]:=,#`^?!@*&\\";
    private const string Escapes = "\"\\/bfnrt";
    private const string Escaped = "\"\\/\b\f\n\r\t";

    public static bool IsPlain(char next) => !char.IsWhiteSpace(next) && !NeverPlain.Contains(next, StringComparison.Ordinal);

    /// <returns>Whether there is a text.</returns>
    public static bool Take(HoconCursor cursor)
    {
        if (cursor.Next != '"')
            return cursor.TakeWhile(IsPlain).Length > 0;
        if (cursor.Sees("\"\"\""))
            SkipTripleQuoted(cursor);
        else
            TakeQuoted(cursor);
        return true;
    }

    /// <returns>What stands in the quotes.</returns>
    public static string TakeQuoted(HoconCursor cursor)
    {
        var (line, text) = (cursor.Line, new StringBuilder());
        cursor.Take();
        while (!cursor.Take("\""))
        {
            if (cursor.AtEnd || cursor.Next == '\n')
                throw cursor.Wrong("A quote is not closed in its line.", line);
            text.Append(cursor.Take() is var next && next != '\\' ? next : TakeEscaped(cursor));
        }
        return text.ToString();
    }

    private static void SkipTripleQuoted(HoconCursor cursor)
    {
        var line = cursor.Line;
        cursor.Take("\"\"\"");
        while (!cursor.Take("\"\"\""))
        {
            if (cursor.AtEnd)
                throw cursor.Wrong("The \"\"\" of this line is not closed.", line);
            cursor.Take();
        }
    }

    private static char TakeEscaped(HoconCursor cursor)
    {
        var line = cursor.Line;
        var escape = cursor.Take();
        if (escape == 'u')
        {
            string digits = new([cursor.Take(), cursor.Take(), cursor.Take(), cursor.Take()]);
            if (ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                return (char)code;
        }
        var index = Escapes.IndexOf(escape, StringComparison.Ordinal);
        return index >= 0
            ? Escaped[index]
            : throw cursor.Wrong($"'\\{escape}' means nothing in quotes; a backslash itself is written '\\\\'.", line);
    }
}

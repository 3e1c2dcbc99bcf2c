using Troupe.Messages.Payloads;

namespace Troupe.Messages.Logs;

/// <summary>Text with named values, as a logger is given it: a line, or a scope around it. Immutable.</summary>
/// <param name="Text">The text as it reads.</param>
/// <param name="Template">What it was made from, with names in braces; null when that is not known.</param>
/// <param name="Values">The values by name, in the order of the template.</param>
internal sealed record LogText(string Text, string? Template, IReadOnlyList<KeyValuePair<string, object?>> Values)
{
    /// <summary>The most characters of a text.</summary>
    public const int LongestText = 16 * 1024;

    /// <summary>The most characters of a template.</summary>
    public const int LongestTemplate = 4 * 1024;

    /// <summary>The most characters of a name.</summary>
    public const int LongestName = 256;

    /// <summary>The most values.</summary>
    public const int MostValues = 32;

    /// <summary>Appends it; what is longer than allowed is cut.</summary>
    internal void Write(PayloadWriter writer)
    {
        PayloadCodec<string>.Instance.Write(writer, Cut(Text, LongestText));
        WriteOptional(writer, Template, LongestTemplate);
        var count = Math.Min(Values.Count, MostValues);
        writer.WriteByte((byte)count);
        for (var index = 0; index < count; index++)
        {
            PayloadCodec<string>.Instance.Write(writer, Cut(Values[index].Key, LongestName));
            LogValue.Write(writer, Values[index].Value);
        }
    }

    /// <exception cref="PayloadFormatException">The bytes are malformed or pass a limit.</exception>
    internal static LogText Read(ref PayloadReader reader)
    {
        var text = ReadText(ref reader, LongestText);
        var template = ReadOptional(ref reader, LongestTemplate);
        int count = reader.ReadByte();
        if (count > MostValues)
            throw new PayloadFormatException($"A line of a log has {count} values, more than {MostValues}.");
        var values = new KeyValuePair<string, object?>[count];
        for (var index = 0; index < count; index++)
            values[index] = new KeyValuePair<string, object?>(ReadText(ref reader, LongestName), LogValue.Read(ref reader));
        return new LogText(text, template, values);
    }

    internal static string Cut(string text, int limit) => text.Length <= limit ? text : string.Concat(text.AsSpan(0, limit - 2), " …");

    internal static void WriteOptional(PayloadWriter writer, string? text, int limit)
    {
        writer.WriteByte(text is null ? (byte)0 : (byte)1);
        if (text is not null)
            PayloadCodec<string>.Instance.Write(writer, Cut(text, limit));
    }

    internal static string? ReadOptional(ref PayloadReader reader, int limit) => reader.ReadFlag() ? ReadText(ref reader, limit) : null;

    internal static string ReadText(ref PayloadReader reader, int limit)
    {
        var text = PayloadCodec<string>.Instance.Read(ref reader);
        return text is not null && text.Length <= limit
            ? text
            : throw new PayloadFormatException($"A text of a log is missing or longer than {limit} characters.");
    }
}

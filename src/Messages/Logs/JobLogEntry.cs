using Troupe.Messages.Errors;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Logs;

/// <summary>What a job logs, on its way to the logger of the process that started the pool. Immutable.</summary>
/// <param name="Level">The level, as in Microsoft.Extensions.Logging.</param>
/// <param name="EventId">The event's number; 0 when the job gave none.</param>
/// <param name="EventName">The event's name; null when the job gave none.</param>
/// <param name="Line">The line.</param>
/// <param name="Error">The exception; null when there is none.</param>
/// <param name="Scopes">The scopes around it, the outermost first.</param>
internal sealed record JobLogEntry(
    byte Level,
    int EventId,
    string? EventName,
    LogText Line,
    RemoteError? Error,
    IReadOnlyList<LogText> Scopes)
{
    /// <summary>The most scopes around one line; further ones, the inner ones, are left out.</summary>
    public const int MostScopes = 16;

    /// <summary>What a level must be less than: as in Microsoft.Extensions.Logging, where it means that nothing is logged.</summary>
    public const byte NoLevel = 6;

    /// <summary>Encodes it. The level comes first.</summary>
    /// <param name="limit">The longest message, in bytes; where that is not enough, only the beginning of the text travels.</param>
    public byte[] Encode(long limit)
    {
        using PayloadWriter writer = new();
        Write(writer);
        if (writer.WrittenCount <= limit)
            return writer.WrittenSpan.ToArray();
        writer.Clear();
        var text = LogText.Cut(Line.Text, (int)Math.Clamp((limit - 32) / 4, 2, LogText.LongestText));
        new JobLogEntry(Level, EventId, null, new LogText(text, null, []), null, []).Write(writer);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Reads one.</summary>
    /// <param name="message">What came in.</param>
    /// <exception cref="PayloadFormatException">The bytes are malformed or pass a limit.</exception>
    public static JobLogEntry Read(ReadOnlySpan<byte> message)
    {
        PayloadReader reader = new(message);
        var level = reader.ReadByte();
        if (level >= NoLevel)
            throw new PayloadFormatException($"A line of a log has the level {level}, which there is not.");
        var number = reader.ReadUnmanaged<int>();
        var name = LogText.ReadOptional(ref reader, LogText.LongestName);
        var line = LogText.Read(ref reader);
        var error = reader.ReadFlag() ? RemoteError.Read(ref reader) : null;
        int count = reader.ReadByte();
        if (count > MostScopes)
            throw new PayloadFormatException($"A line of a log has {count} scopes, more than {MostScopes}.");
        var scopes = new LogText[count];
        for (var index = 0; index < count; index++)
            scopes[index] = LogText.Read(ref reader);
        reader.RequireEnd();
        return new JobLogEntry(level, number, name, line, error, scopes);
    }

    private void Write(PayloadWriter writer)
    {
        writer.WriteByte(Level);
        writer.WriteUnmanaged(EventId);
        LogText.WriteOptional(writer, EventName, LogText.LongestName);
        Line.Write(writer);
        writer.WriteByte(Error is null ? (byte)0 : (byte)1);
        Error?.Write(writer);
        var count = Math.Min(Scopes.Count, MostScopes);
        writer.WriteByte((byte)count);
        for (var index = 0; index < count; index++)
            Scopes[index].Write(writer);
    }
}

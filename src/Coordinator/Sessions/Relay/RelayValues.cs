using Troupe.Jobs;
using Troupe.Jobs.Nested;
using Troupe.Messages.Errors;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.Sessions.Relay;

/// <summary>What messages of several kinds are made of. Every reader refuses what no writer here writes.</summary>
internal static class RelayValues
{
    /// <summary>The most characters of a text; longer ones are cut.</summary>
    private const int LongestText = 256 * 1024;

    public static void WriteFlag(PayloadWriter writer, bool flag) => writer.WriteByte(flag ? (byte)1 : (byte)0);

    public static void WriteText(PayloadWriter writer, string text) =>
        PayloadCodec<string>.Instance.Write(writer, text.Length <= LongestText ? text : text[..LongestText]);

    public static string ReadText(ref PayloadReader reader)
    {
        var text = PayloadCodec<string>.Instance.Read(ref reader);
        return text is { Length: <= LongestText }
            ? text
            : throw new PayloadFormatException($"A text is missing or longer than {LongestText} characters.");
    }

    public static void WriteBytes(PayloadWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.WriteVarUInt32((uint)bytes.Length);
        writer.WriteSpan(bytes);
    }

    public static ReadOnlySpan<byte> ReadBytes(ref PayloadReader reader) => reader.ReadSpan(reader.ReadCount());

    /// <summary>Bytes that go on being used: a part of the message, which the reader owns.</summary>
    /// <param name="reader">It stands in the message, with all that follows still to be read.</param>
    /// <param name="message">The message.</param>
    public static ReadOnlyMemory<byte> ReadBytes(ref PayloadReader reader, ReadOnlyMemory<byte> message)
    {
        var length = reader.ReadCount();
        var bytes = message.Slice(message.Length - reader.Remaining, length);
        _ = reader.ReadSpan(length);
        return bytes;
    }

    /// <summary>A number of items, or an index of one.</summary>
    public static int ReadItems(ref PayloadReader reader)
    {
        var number = reader.ReadVarUInt32();
        return number <= int.MaxValue ? (int)number : throw new PayloadFormatException($"There are no {number} items.");
    }

    public static void WriteFault(PayloadWriter writer, in JobFault fault)
    {
        using var own = new PayloadWriter();
        fault.Write(own);
        WriteBytes(writer, own.WrittenSpan);
    }

    public static void WriteSubmission(PayloadWriter writer, in Submission submission)
    {
        using var own = new PayloadWriter(limit: long.MaxValue);
        submission.Write(own);
        WriteBytes(writer, own.WrittenSpan);
    }

    public static JobFault ReadFault(ref PayloadReader reader)
    {
        var bytes = ReadBytes(ref reader);
        if (bytes.IsEmpty || !Enum.IsDefined((FaultKind)bytes[0]))
            throw new PayloadFormatException("Unknown kind of error.");
        return JobFault.Read(bytes);
    }

    /// <summary>An exception as data, from which <see cref="JobFault.ToException"/> makes one of the same type where that is
    /// known.</summary>
    public static JobFault FaultOf(Exception error)
    {
        if (NestedFaults.IsOwn(error))
            return JobFault.Of(error);
        using var writer = new PayloadWriter();
        writer.WriteByte((byte)FaultKind.Threw);
        RemoteError.From(error).Write(writer);
        return JobFault.Read(writer.WrittenSpan);
    }
}

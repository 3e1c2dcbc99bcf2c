using Troupe.Messages.Payloads;

namespace Troupe.Sessions.Relay;

/// <summary>How each message begins: its kind and, for orders and events, its number in its direction.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Number">From 1, without gaps, over all links of the session; 0 for what is not numbered.</param>
internal readonly record struct RelayHead(RelayKind Kind, long Number)
{
    /// <summary>Whether messages of this kind are numbered, kept and sent again.</summary>
    public static bool IsNumbered(RelayKind kind) => kind >= RelayKind.Define;

    public void Write(PayloadWriter writer)
    {
        writer.WriteByte((byte)Kind);
        if (IsNumbered(Kind))
            writer.WriteVarUInt64((ulong)Number);
    }

    /// <exception cref="PayloadFormatException">It is no head.</exception>
    public static RelayHead Read(ref PayloadReader reader)
    {
        var kind = (RelayKind)reader.ReadByte();
        if (kind == RelayKind.None || !Enum.IsDefined(kind))
            throw new PayloadFormatException($"There is no message of the kind {(byte)kind}.");
        return new RelayHead(kind, IsNumbered(kind) ? ReadNumber(ref reader, least: 1) : 0);
    }

    /// <summary>A number of messages, or of assignments.</summary>
    /// <param name="reader">Where it stands.</param>
    /// <param name="least">What it must not be less than.</param>
    /// <exception cref="PayloadFormatException">It is no such number.</exception>
    public static long ReadNumber(ref PayloadReader reader, long least = 0)
    {
        var number = reader.ReadVarUInt64();
        return number <= long.MaxValue && (long)number >= least
            ? (long)number
            : throw new PayloadFormatException($"{number} is out of the range of such numbers.");
    }
}

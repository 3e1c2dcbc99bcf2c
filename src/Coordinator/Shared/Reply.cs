using System.Text;
using Troupe.Messages.Payloads;

namespace Troupe.Shared;

/// <summary>A shared object's answer.</summary>
/// <param name="Code">How the request ended.</param>
/// <param name="Content">What was asked for, or why it could not be.</param>
internal readonly record struct Reply(ReplyCode Code, ReadOnlyMemory<byte> Content)
{
    private const int LongestNumber = 10;

    public static byte[] Write(ulong number, ReplyCode code, ReadOnlySpan<byte> head, ReadOnlySpan<byte> content)
    {
        using var start = new PayloadWriter(LongestNumber + 1);
        start.WriteVarUInt64(number);
        start.WriteByte((byte)code);
        return [.. start.WrittenSpan, .. head, .. content];
    }

    public static (ulong Number, Reply Reply) Read(byte[] message)
    {
        var reader = new PayloadReader(message);
        var number = reader.ReadVarUInt64();
        var code = (ReplyCode)reader.ReadByte();
        return (number, new Reply(code, message.AsMemory(message.Length - reader.Remaining)));
    }

    /// <summary>The text of a reply that is an explanation.</summary>
    public string Text => Encoding.UTF8.GetString(Content.Span);

    public T Decode<T>()
    {
        var reader = new PayloadReader(Content.Span);
        var value = PayloadCodec<T>.Instance.Read(ref reader);
        reader.RequireEnd();
        return value;
    }
}

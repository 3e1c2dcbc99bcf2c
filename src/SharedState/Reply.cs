using System.Text;
using Troupe.Messages.Payloads;

namespace Troupe.SharedState;

/// <summary>A shared object's answer.</summary>
/// <param name="Code">How the request ended.</param>
/// <param name="Content">What was asked for, or why it could not be.</param>
internal readonly record struct Reply(ReplyCode Code, ReadOnlyMemory<byte> Content)
{
    public static byte[] Write(ReplyCode code, ReadOnlySpan<byte> head, ReadOnlySpan<byte> content) => [(byte)code, .. head, .. content];

    public static Reply Read(byte[] message) => new((ReplyCode)message[0], message.AsMemory(1));

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

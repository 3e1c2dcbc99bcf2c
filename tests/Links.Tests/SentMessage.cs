using Troupe.Messages.Frames;

namespace Troupe.Links.Tests;

/// <summary>A message as it was sent or as it came out on the other side.</summary>
internal sealed record SentMessage(FrameKind Kind, ulong Id, byte[] Payload)
{
    public bool Equals(SentMessage? other) =>
        other is not null && Kind == other.Kind && Id == other.Id && Payload.AsSpan().SequenceEqual(other.Payload);

    public override int GetHashCode() => HashCode.Combine(Kind, Id, Payload.Length);

    public override string ToString() => $"{Kind} {Id} of {Payload.Length} bytes";

    public static List<SentMessage> Of(FrameBatch batch, PartAssembly parts)
    {
        var messages = new List<SentMessage>();
        while (batch.TryNext(out var header, out var payload))
        {
            if (parts.TryComplete(header, payload, out var message))
                messages.Add(new SentMessage(header.Kind, header.Id, message.ToArray()));
        }
        return messages;
    }
}

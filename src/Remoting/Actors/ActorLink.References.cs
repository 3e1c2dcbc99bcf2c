using Troupe.Actors;
using Troupe.Messages.Payloads;

namespace Troupe.Remoting.Actors;

/// <summary>References inside of messages: the same addresses as those of senders.</summary>
public sealed partial class ActorLink
{
    private readonly Carrier _carrier;

    private void Encode(PayloadWriter writer, OutgoingType type, object message)
    {
        var before = ActorRefCarrier.Current;
        ActorRefCarrier.Current = _carrier;
        try
        {
            type.Codec.Write(writer, message);
        }
        finally
        {
            ActorRefCarrier.Current = before;
        }
    }

    private object Decode(ref PayloadReader reader, MessageCodec codec)
    {
        var before = ActorRefCarrier.Current;
        ActorRefCarrier.Current = _carrier;
        try
        {
            return codec.Read(ref reader);
        }
        finally
        {
            ActorRefCarrier.Current = before;
        }
    }

    private sealed class Carrier(ActorLink link) : ActorRefCarrier
    {
        public override byte[] Write(ActorRef actor)
        {
            using var writer = new PayloadWriter();
            link.WriteSender(writer, actor);
            return writer.WrittenSpan.ToArray();
        }

        public override ActorRef Read(ReadOnlySpan<byte> address)
        {
            var reader = new PayloadReader(address);
            var actor = link.ReadSender(ref reader);
            reader.RequireEnd();
            // One that has ended meanwhile: what it is told becomes dead letters, as with any that ends.
            return actor ?? link._system.DeadLetters;
        }
    }
}

using Akka;
using Akka.Actor;
using Troupe.Links.Conversations;
using Troupe.Messages.Payloads;

namespace Troupe.Hosting.Bridges;

/// <summary>
/// Messages of Akka's that travel, each with a codec of its own: no other type of Akka's does. The order is part of the protocol.
/// </summary>
/// <param name="types">The types of messages by number, for a message inside of another.</param>
/// <param name="resolve">The actor that the other end speaks of.</param>
/// <param name="addressOf">What the other end is to call an actor.</param>
internal sealed class BuiltInMessages(
    Func<MessageTypes> types, Func<ActorAddress, IActorRef?> resolve, Func<IActorRef?, ActorAddress> addressOf)
{
    public IReadOnlyList<MessageCodec> All { get; } =
        [new ErrorCodec(), new FailureCodec(), new SuccessCodec(types), new DoneCodec(), new ReferenceCodec(resolve, addressOf)];

    /// <summary>An error that is told as one: it makes an Ask fail.</summary>
    private sealed class FailureCodec : MessageCodec
    {
        private readonly ErrorCodec _errors = new();

        public override bool Takes(object message) => message is Status.Failure;

        public override void Write(PayloadWriter writer, object message) =>
            _errors.Write(writer, ((Status.Failure)message).Cause ?? new TaskCanceledException("The actor has answered with a failure."));

        public override object Read(ref PayloadReader reader) => new Status.Failure((Exception)_errors.Read(ref reader));
    }

    /// <summary>A result that is told as one; any message, or none.</summary>
    private sealed class SuccessCodec(Func<MessageTypes> types) : MessageCodec
    {
        public override bool Takes(object message) => message is Status.Success;

        public override void Write(PayloadWriter writer, object message)
        {
            var inner = ((Status.Success)message).Status;
            writer.WriteByte(inner is null ? (byte)0 : (byte)1);
            if (inner is null)
                return;
            if (inner is Status.Success)
                throw new PayloadEncodingException("A Status.Success within a Status.Success does not travel.");
            var type = types().Outgoing(inner);
            writer.WriteVarUInt32(type.Number);
            type.Codec.Write(writer, inner);
        }

        public override object Read(ref PayloadReader reader)
        {
            if (!reader.ReadFlag())
                return new Status.Success(null);
            var codec = types().Incoming(reader.ReadVarUInt32());
            return codec is SuccessCodec
                ? throw new PayloadFormatException("A Status.Success contains a Status.Success.")
                : new Status.Success(codec.Read(ref reader));
        }
    }

    private sealed class DoneCodec : MessageCodec
    {
        public override bool Takes(object message) => message is Done;

        public override void Write(PayloadWriter writer, object message)
        {
            // There is but one.
        }

        public override object Read(ref PayloadReader reader) => Done.Instance;
    }

    /// <summary>A reference that is a message by itself.</summary>
    private sealed class ReferenceCodec(Func<ActorAddress, IActorRef?> resolve, Func<IActorRef?, ActorAddress> addressOf) : MessageCodec
    {
        public override bool Takes(object message) => message is IActorRef;

        public override void Write(PayloadWriter writer, object message) => addressOf((IActorRef)message).Write(writer);

        public override object Read(ref PayloadReader reader) => resolve(ActorAddress.Read(ref reader)) ?? ActorRefs.Nobody;
    }
}

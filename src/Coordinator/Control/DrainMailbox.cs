using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Troupe.Control;

/// <summary>
/// The mailbox of an actor that drains and ends when it is sent a <see cref="PoisonPill"/>, which Akka itself takes before an actor sees
/// it: a <see cref="Drain"/> replaces it.
/// </summary>
internal sealed class DrainMailbox : MailboxType, IProducesMessageQueue<DrainMailbox.DrainQueue>
{
    public const string Id = "troupe.drain-mailbox";

    /// <summary>Called by Akka, which finds this class by its name.</summary>
    public DrainMailbox(Settings settings, Config config)
        : base(settings, config)
    {
    }

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new DrainQueue();

    internal sealed class DrainQueue : IMessageQueue, IUnboundedMessageQueueSemantics
    {
        private readonly UnboundedMessageQueue _queue = new();

        public bool HasMessages => _queue.HasMessages;

        public int Count => _queue.Count;

        public void Enqueue(IActorRef receiver, Envelope envelope) =>
            _queue.Enqueue(receiver, envelope.Message is PoisonPill ? new Envelope(Drain.Instance, envelope.Sender) : envelope);

        public bool TryDequeue(out Envelope envelope) => _queue.TryDequeue(out envelope);

        public void CleanUp(IActorRef owner, IMessageQueue deadletters) => _queue.CleanUp(owner, deadletters);
    }
}

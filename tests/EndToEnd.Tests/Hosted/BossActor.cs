using Akka.Actor;
using Akka.Event;

namespace Troupe.EndToEnd.Tests.Hosted;

/// <summary>Has children by name, each a <see cref="ClerkActor"/>, and its own way with those that fail: they go on.</summary>
public sealed class BossActor(IActorRef witness, string? noteAtEnd) : UntypedActor
{
    public BossActor(IActorRef witness)
        : this(witness, null)
    {
    }

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(error => error is FormatException ? Directive.Resume : Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Club.Hire hire:
                var clerk = Context.ActorOf(Props.Create(() => new ClerkActor()), hire.Name);
                Context.Watch(clerk);
                Sender.Tell(clerk);
                break;
            case Terminated ended:
                witness.Tell(new Club.Note($"{ended.ActorRef.Path.Name} has left"));
                break;
            case Club.Pass pass:
                pass.To.Forward(new Club.Note(pass.Text));
                break;
            case Club.Note note:
                Context.GetLogger().Warning("{0} was noted", note.Text);
                break;
            case Club.Mail mail:
                foreach (var to in mail.All.Concat(mail.ByName.Values))
                    to.Tell(new Club.Note(mail.None is null ? "mail" : "no"));
                break;
            default:
                Sender.Tell(message);
                break;
        }
    }

    protected override void PostStop()
    {
        witness.Tell(new Club.Note("the boss has left"));
        if (noteAtEnd is not null)
            File.WriteAllText(noteAtEnd, "left");
    }
}

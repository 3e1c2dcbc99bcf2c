using Troupe.Actors;

namespace Troupe.Hosting;

/// <summary>
/// Spreads messages over actors in several processes, in turn, each with its original sender; a <see cref="Broadcast"/> goes to all.
/// Those that have ended are left out; with the last of them it ends. When it ends, it ends them.
/// </summary>
internal sealed class HostedRouter(IReadOnlyList<ActorRef> routees) : Actor
{
    private readonly List<ActorRef> _living = [.. routees];
    private int _next;

    protected override ValueTask PreStartAsync()
    {
        foreach (var routee in _living)
            Context.Watch(routee);
        return ValueTask.CompletedTask;
    }

    protected override ValueTask ReceiveAsync(object message)
    {
        switch (message)
        {
            case Terminated gone when _living.Remove(gone.Actor):
                if (_living.Count == 0)
                    Context.StopSelf();
                break;
            case Broadcast broadcast:
                foreach (var routee in _living)
                    Forward(routee, broadcast.Message);
                break;
            default:
                _next = (_next + 1) % _living.Count;
                Forward(_living[_next], message);
                break;
        }
        return ValueTask.CompletedTask;
    }

    protected override ValueTask PostStopAsync()
    {
        foreach (var routee in _living)
            Context.Stop(routee);
        return ValueTask.CompletedTask;
    }

    private void Forward(ActorRef routee, object message)
    {
        try
        {
            routee.Tell(message, Sender);
        }
        catch (PayloadEncodingException error)
        {
            // Who told the router is out of reach of an exception by now; one who waits for an answer gets it.
            Sender?.Tell(new Status.Failure(error), Self);
            Context.System.PublishDeadLetter(new DeadLetter(message, Sender, routee, DeadLetterReason.Undeliverable));
        }
    }
}

namespace Troupe.Actors.Routing;

/// <summary>Hands each message to the next routee; keeps the number of routees by replacing those that end.</summary>
internal sealed class RoundRobinRouter(RoundRobinPool pool, Props routeeProps) : Actor
{
    // A routee that stops by itself is replaced at once; one that gave up on restarts must not spin here.
    private static readonly RestartBudget ReplacementBudget =
        new(int.MaxValue, TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));

    private readonly List<ActorRef> _routees = new(pool.Instances);
    private RoundRobinCursor _cursor;
    private RestartHistory _replacements;

    protected override ValueTask PreStartAsync()
    {
        for (int i = 0; i < pool.Instances; i++)
            AddRoutee();
        return ValueTask.CompletedTask;
    }

    protected override ValueTask ReceiveAsync(object message)
    {
        switch (message)
        {
            case Terminated terminated when _routees.Remove(terminated.Actor):
                ScheduleReplacement();
                break;
            case ReplaceRoutee:
                AddRoutee();
                break;
            case Broadcast broadcast:
                foreach (ActorRef routee in _routees)
                    Forward(routee, broadcast.Message);
                break;
            default:
                Route(message);
                break;
        }

        return ValueTask.CompletedTask;
    }

    private void Route(object message)
    {
        if (_routees.Count > 0)
            Forward(_routees[_cursor.Advance(_routees.Count)], message);
        else
            Context.System.PublishDeadLetter(new DeadLetter(message, Sender, Self, DeadLetterReason.NoRoutee));
    }

    private void Forward(ActorRef routee, object message)
    {
        try
        {
            routee.Tell(message, Sender);
        }
        catch (MailboxFullException)
        {
            // The one who told the router is out of reach of an exception by now.
            Context.System.PublishDeadLetter(new DeadLetter(message, Sender, routee, DeadLetterReason.MailboxFull));
        }
    }

    private void AddRoutee()
    {
        ActorRef routee = Context.Spawn(routeeProps);
        Context.Watch(routee);
        _routees.Add(routee);
    }

    private void ScheduleReplacement()
    {
        (RestartDecision decision, _replacements) =
            ReplacementBudget.Decide(_replacements, Context.System.MonotonicNow, Random.Shared.NextDouble());
        if (decision.Delay == TimeSpan.Zero)
            AddRoutee();
        else
            Context.ScheduleTell(decision.Delay, ReplaceRoutee.Instance);
    }

    private sealed class ReplaceRoutee
    {
        public static readonly ReplaceRoutee Instance = new();
    }
}

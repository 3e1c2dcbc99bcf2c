using Akka.Actor;
using Troupe.Hosting.Bridges;
using Troupe.Links.Conversations;

namespace Troupe.WorkerActors;

/// <summary>
/// Supervises the user's actor, as Akka's own guardian would: a failure restarts it, one of its constructor ends it. Owns the bridge. When
/// the user's actor has ended for good, the other end is told, which ends this process.
/// </summary>
internal sealed class HostActor(ActorHostSetup setup, TaskCompletionSource<ActorBridge> made) : UntypedActor
{
    private ActorBridge _bridge = null!;
    private IActorRef? _hosted;
    private TaskCompletionSource? _ending;
    private Exception? _failure;
    private bool _runs;
    private bool _hostedEnded;
    private bool _isOver;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        _failure = error;
        return Akka.Actor.SupervisorStrategy.DefaultDecider.Decide(error);
    });

    protected override void PreStart()
    {
        _bridge = new ActorBridge((ActorCell)Context, new BridgeEnd
        {
            HostsActor = true,
            Send = setup.Send,
            Flush = setup.Flush,
            MaxMessageBytes = setup.MaxMessageBytes,
            Allowed = setup.Allowed,
            LoadAssembly = setup.LoadAssembly,
        });
        made.SetResult(_bridge);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Start start:
                Begin(start);
                break;
            case ActorIdentity { Subject: not null } when !_runs:
                _runs = true;
                setup.Started();
                break;
            case End end:
                _ending = end.Ended;
                if (_isOver)
                    _ending.TrySetResult();
                else
                    _hosted?.Tell(PoisonPill.Instance);
                break;
            case WatchShown shown:
                Context.Watch(shown.Actor);
                break;
            case Terminated ended when ended.ActorRef.Equals(_hosted):
                OnHostedEnded();
                break;
            case Terminated when _hostedEnded:
                EndWithLastPeer();
                break;
            case Terminated ended:
                _bridge.OnWatchedEnded(ended.ActorRef);
                break;
        }
    }

    /// <summary>User code has ended the actor system.</summary>
    protected override void PostStop()
    {
        if (!_isOver)
            TellEnd();
    }

    private void Begin(Start start)
    {
        try
        {
            _hosted = Context.ActorOf(start.Props, HostSettings.HostedName);
            _bridge.SetHosted(_hosted);
            Context.Watch(_hosted);
            _hosted.Tell(new Identify(null)); // Answered once its constructor and PreStart are through.
        }
        catch (Exception error)
        {
            setup.Failed(error);
        }
        finally
        {
            start.Made.SetResult();
        }
    }

    private void OnHostedEnded()
    {
        _hostedEnded = true;
        // Its last words may stand before those who carry them.
        _bridge.Leave();
        foreach (var peer in Context.GetChildren())
        {
            Context.Watch(peer);
            peer.Tell(PoisonPill.Instance);
        }
        EndWithLastPeer();
    }

    private void EndWithLastPeer()
    {
        if (_isOver || Context.GetChildren().Any())
            return;
        _isOver = true;
        TellEnd();
    }

    private void TellEnd()
    {
        if (!_runs)
            setup.Failed(Cause(_failure) ?? new InvalidOperationException("The actor has stopped itself as it was started."));
        else if (_ending is not null)
            _ending.TrySetResult();
        else
            _bridge.SendHostedEnded();
    }

    /// <summary>What the user's code has thrown, without what Akka and reflection have put around it.</summary>
    private static Exception? Cause(Exception? error)
    {
        while (error is ActorInitializationException or System.Reflection.TargetInvocationException or TypeLoadException
            && error.InnerException is { } inner)
        {
            error = inner;
        }

        return error;
    }

    /// <summary>Make the user's actor, and say when it can be told something.</summary>
    public sealed record Start(Props Props, TaskCompletionSource Made);

    /// <summary>End the user's actor behind what it was told.</summary>
    public sealed record End(TaskCompletionSource Ended);
}

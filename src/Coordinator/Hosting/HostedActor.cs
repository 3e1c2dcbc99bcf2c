using Akka.Actor;
using Troupe.Hosting.Bridges;

namespace Troupe.Hosting;

/// <summary>
/// The reference to a user's actor in a worker process, whichever process that is at the moment: what it is told goes there. While a
/// lost one is started again, messages wait in its stash. It ends with the actor, when that was lost once too often, or when it is stopped,
/// and ends the process.
/// </summary>
internal sealed class HostedActor(HostedActors hosted) : UntypedActor, IWithStash
{
    /// <summary>How many messages wait at most.</summary>
    public const int MostWaiting = 10_000;

    private HostedProcess _process = null!;
    private ActorBridge? _bridge;
    private bool _flushes;

    /// <summary>Set by Akka.</summary>
    public IStash Stash { get; set; } = null!;

    protected override void PreStart() => _process = hosted.Begin(Self, (ActorCell)Context);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Ready ready:
                _bridge = ready.Bridge;
                Stash.UnstashAll();
                break;
            case FlushNow:
                _flushes = false;
                _bridge?.Flush();
                break;
            case WatchShown shown:
                _bridge ??= shown.Bridge; // What the constructor of the actor is given, before that runs.
                Context.Watch(shown.Actor);
                break;
            case Terminated ended:
                _bridge?.OnWatchedEnded(ended.ActorRef);
                break;
            case HostedEnded ended when ended.Bridge == _bridge:
            case Over:
                Context.Stop(Self);
                break;
            case HostedEnded:
                break;
            default:
                Forward(message);
                break;
        }
    }

    protected override void PostStop()
    {
        _bridge?.Flush(); // What it was told before goes to it. It answers until its process has ended, and the bridge with that.
        _process.OnReferenceStopped();
    }

    private void Forward(object message)
    {
        if (_bridge is { } bridge && _process.IsReady && bridge.TrySend(0, message, Sender, flush: false))
        {
            // Written when what waits now is sent, too.
            if (!_flushes)
                Self.Tell(FlushNow.Instance);
            _flushes = true;
        }
        else if (hosted.MessagesWait)
        {
            Wait(message);
        }
        else
        {
            Refuse(message, "The process of the actor was lost, and the actor has not been started again yet.");
        }
    }

    private void Wait(object message)
    {
        try
        {
            Stash.Stash();
        }
        catch (StashOverflowException)
        {
            Refuse(message, $"The actor is being started again, and {MostWaiting} messages wait for it already.");
        }
    }

    private void Refuse(object message, string why)
    {
        if (!Sender.IsNobody() && ActorAddresses.IsAsk(Sender))
            Sender.Tell(new Status.Failure(new WorkerLostException(why) { MayHaveRun = false }));
        Context.System.DeadLetters.Tell(message, Sender);
    }

    /// <summary>A process hosts the actor, and it runs.</summary>
    public sealed record Ready(ActorBridge Bridge);

    /// <summary>It is not started again, or could not be started.</summary>
    public sealed class Over
    {
        public static readonly Over Instance = new();
    }

    private sealed class FlushNow
    {
        public static readonly FlushNow Instance = new();
    }
}

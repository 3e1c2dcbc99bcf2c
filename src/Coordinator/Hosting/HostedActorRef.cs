using System.Globalization;
using Troupe.Actors;
using Troupe.Remoting.Spaces;

namespace Troupe.Hosting;

/// <summary>
/// Reaches an actor in a worker process, whichever process that is at the moment. While a lost one starts anew, messages wait here.
/// What cannot be encoded throws at the teller. Safe for any thread.
/// </summary>
internal sealed class HostedActorRef(Action stop) : ActorRef(ActorSpace.System, NewPath())
{
    private const int MostWaiting = 10_000;

    private readonly Lock _gate = new();
    private readonly HashSet<ActorRef> _watchers = [];
    private readonly Queue<(object Message, ActorRef? Sender)> _waiting = new();
    private ActorRef? _target;
    private SystemMessage.DeathNotice? _ended;

    public override void Tell(object message, ActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_gate)
        {
            // Under the lock, so that nothing overtakes what has waited.
            if (_target is not null)
                _target.Tell(message, sender);
            else if (_ended is null && _waiting.Count < MostWaiting)
                _waiting.Enqueue((message, sender));
            else
                Bury(message, sender);
        }
    }

    public override void SendSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case SystemMessage.Watch watch: AddWatcher(watch.Watcher); break;
            case SystemMessage.Unwatch unwatch:
                lock (_gate)
                    _watchers.Remove(unwatch.Watcher);
                break;
            case SystemMessage.Stop: stop(); break;
            case SystemMessage.DeathNotice notice: OnTargetGone(notice); break;
        }
    }

    /// <summary>A process that hosts the actor is ready.</summary>
    public void Connect(ActorRef target)
    {
        target.SendSystemMessage(new SystemMessage.Watch(this));
        lock (_gate)
        {
            _target = target;
            while (_waiting.TryDequeue(out var waiting))
                TellWaiting(target, waiting.Message, waiting.Sender);
        }
    }

    /// <summary>The actor is no more: its watchers are told, and whoever waits for an answer with them.</summary>
    public void End(string? reason, bool lost)
    {
        List<ActorRef> watchers;
        lock (_gate)
        {
            if (_ended is not null)
                return;
            _ended = new SystemMessage.DeathNotice(this, lost, reason);
            _target = null;
            while (_waiting.TryDequeue(out var waiting))
                Bury(waiting.Message, waiting.Sender);
            watchers = [.. _watchers];
            _watchers.Clear();
        }
        foreach (var watcher in watchers)
            watcher.SendSystemMessage(_ended);
    }

    private void AddWatcher(ActorRef watcher)
    {
        lock (_gate)
        {
            if (_ended is null)
            {
                _watchers.Add(watcher);
                return;
            }
        }
        watcher.SendSystemMessage(_ended);
    }

    private void OnTargetGone(SystemMessage.DeathNotice notice)
    {
        List<ActorRef> asking;
        lock (_gate)
        {
            if (!notice.Actor.Equals(_target))
                return;
            _target = null;
            // Answers to questions that the dead process had will not come; who asks waits under /temp.
            asking = [.. _watchers.Where(watcher => watcher.Path.Parent is { Name: "temp" })];
            _watchers.ExceptWith(asking);
        }
        if (!notice.AddressTerminated)
        {
            End(notice.Reason, lost: false);
            stop();
        }
        foreach (var asker in asking)
            asker.SendSystemMessage(new SystemMessage.DeathNotice(this, notice.AddressTerminated, notice.Reason));
    }

    private void TellWaiting(ActorRef target, object message, ActorRef? sender)
    {
        try
        {
            target.Tell(message, sender);
        }
        catch (PayloadEncodingException error)
        {
            // The teller is gone from here; one who waits for an answer gets the error.
            sender?.Tell(new Status.Failure(error), this);
        }
    }

    private void Bury(object message, ActorRef? sender) =>
        System.PublishDeadLetter(new DeadLetter(message, sender, this, DeadLetterReason.RecipientTerminated));

    private static ActorPath NewPath() =>
        ActorPath.Root(ActorSpace.System.Address).Child("hosted").Child(RandomNumber.Next().ToString("x16", CultureInfo.InvariantCulture), 1);
}

namespace Troupe.Actors.Cells;

/// <summary>Both sides of death watch for one cell: whom it watches, and who watches it. Used on the cell's turn only.</summary>
internal sealed class DeathWatch(ActorCell owner)
{
    private HashSet<ActorRef>? _watched;
    private HashSet<ActorRef>? _watchers;

    public void Watch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.Equals(owner.Self))
            throw new ArgumentException($"{owner.Self} cannot watch itself; use PostStopAsync to act on its own end.", nameof(actor));
        if ((_watched ??= []).Add(actor))
            actor.SendSystemMessage(new SystemMessage.Watch(owner.Self));
    }

    public void Unwatch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (_watched is not null && _watched.Remove(actor))
            actor.SendSystemMessage(new SystemMessage.Unwatch(owner.Self));
    }

    /// <summary>The message for the actor, or null when it no longer watches.</summary>
    public Terminated? Accept(SystemMessage.DeathNotice notice) =>
        _watched is not null && _watched.Remove(notice.Actor)
            ? new Terminated(notice.Actor, notice.AddressTerminated, notice.Reason)
            : null;

    public void AddWatcher(ActorRef watcher) => (_watchers ??= []).Add(watcher);

    public void RemoveWatcher(ActorRef watcher) => _watchers?.Remove(watcher);

    /// <summary>The owner has ended: it watches nobody any more, and its watchers learn of it.</summary>
    public void End(string? reason)
    {
        foreach (ActorRef watched in _watched ?? [])
            Send(watched, new SystemMessage.Unwatch(owner.Self));
        foreach (ActorRef watcher in _watchers ?? [])
            Send(watcher, new SystemMessage.DeathNotice(owner.Self, Reason: reason));
        _watched = null;
        _watchers = null;
    }

    // A broken reference of another assembly must not keep the news from the other watchers.
    private void Send(ActorRef recipient, SystemMessage message)
    {
        try
        {
            recipient.SendSystemMessage(message);
        }
        catch (Exception exception)
        {
            owner.System.PublishFailure(new ActorFailure(owner.Self, exception, message, Directive.Stop));
        }
    }
}

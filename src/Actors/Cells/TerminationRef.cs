namespace Troupe.Actors.Cells;

/// <summary>
/// Waits for one actor's end, up to a time. The end, or the clock, completes the task itself, without a step on the thread pool: a
/// thread that waits for it is let go also when that is full.
/// </summary>
internal sealed class TerminationRef : TemporaryRef
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActorRef _actor;
    private readonly Exception? _late;
    private readonly ITimer? _timer;

    /// <summary>Tells the actor to stop, and waits.</summary>
    /// <param name="system">Whose clock it is.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="timeout">How long to wait; infinite for no limit.</param>
    /// <param name="late">What the task fails with when that is over; null when it completes all the same.</param>
    public TerminationRef(ActorSystem system, ActorRef actor, TimeSpan timeout, Exception? late)
        : base(system)
    {
        (_actor, _late) = (actor, late);
        actor.SendSystemMessage(new SystemMessage.Watch(this));
        actor.SendSystemMessage(SystemMessage.Stop.Instance);
        if (_ended.Task.IsCompleted || timeout == Timeout.InfiniteTimeSpan)
            return;
        _timer = System.CreateTimer(static end => ((TerminationRef)end!).TimeOut(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // Armed only when the field is set. An end that came meanwhile has no use for it.
        _timer.Change(timeout, Timeout.InfiniteTimeSpan);
        if (_ended.Task.IsCompleted)
            _timer.Dispose();
    }

    public Task Ended => _ended.Task;

    public override void Tell(object message, ActorRef? sender) =>
        System.PublishDeadLetter(new DeadLetter(message, sender, this, DeadLetterReason.NoRecipient));

    public override void SendSystemMessage(SystemMessage message)
    {
        if (message is not SystemMessage.DeathNotice)
            return;
        _ended.TrySetResult();
        _timer?.Dispose();
    }

    private void TimeOut()
    {
        _actor.SendSystemMessage(new SystemMessage.Unwatch(this));
        if (_late is null)
            _ended.TrySetResult();
        else
            _ended.TrySetException(_late);
    }
}

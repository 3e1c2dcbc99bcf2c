using System.Collections.Concurrent;

namespace Troupe.Actors.Cells;

/// <summary>A cell's timers, and those that are due. Due ones go before ordinary messages, but not to a suspended actor.</summary>
internal sealed class TimerRegistry(ActorCell owner)
{
    private readonly Lock _lock = new();
    private readonly HashSet<ActorTimer> _timers = [];
    private readonly ConcurrentQueue<ActorTimer> _due = new();
    private volatile bool _closed;

    public bool HasDue => !_due.IsEmpty;

    public ActorTimer Schedule(TimeSpan delay, TimeSpan period, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_closed)
            throw new InvalidOperationException($"{owner.Self} is stopping or has stopped; it can schedule no more timers.");
        var timer = new ActorTimer(owner, delay, period, message);
        lock (_lock)
        {
            // One with no delay may have fired, but it is worked on only after the present turn, so it is still there.
            _timers.Add(timer);
        }

        return timer;
    }

    public void Remove(ActorTimer timer)
    {
        lock (_lock)
            _timers.Remove(timer);
    }

    public void EnqueueDue(ActorTimer timer) => _due.Enqueue(timer);

    public bool TryDequeueDue(out ActorTimer timer) => _due.TryDequeue(out timer!);

    public void CancelAll()
    {
        ActorTimer[] timers;
        lock (_lock)
            timers = [.. _timers];
        foreach (ActorTimer timer in timers)
            timer.Cancel();
    }

    public void Close()
    {
        _closed = true;
        CancelAll();
    }
}

using Troupe.Jobs;
using Troupe.Platform.Timing;
using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Dispatching;

/// <summary>
/// What a step of the dispatcher has decided, in order. The step only notes it: no application code, no completion of a task, no
/// line of a log and no byte to a worker is part of it. Owned by the loop.
/// </summary>
internal sealed class Effects
{
    private Effect[] _all = new Effect[16];
    private int _next;
    private int _count;

    /// <summary>The session of a slot is opened.</summary>
    public Action<WorkerSlot>? Open { get; set; }

    /// <summary>Decides about the pool's workers. Another one may take over, between two effects.</summary>
    public IPoolControl? Control { get; set; }

    /// <summary>Something is told to the dispatcher.</summary>
    public Action<object>? Told { get; set; }

    /// <summary>Something is told to the dispatcher after a while.</summary>
    public Func<TimeSpan, object, ITimer>? After { get; set; }

    /// <summary>What may run the application's code is run where that belongs: on the thread pool.</summary>
    public Action<Action> OnPool { get; set; } = work => new PoolWork(work).Request();

    public void Add(in Effect effect)
    {
        if (_count == _all.Length)
            Array.Resize(ref _all, 2 * _count);
        _all[_count++] = effect;
    }

    /// <summary>A rare action.</summary>
    public void Do(Action what) => Add(new Effect(EffectKind.Do, null, what));

    /// <summary>Something that waits until all outcomes so far are with their jobs.</summary>
    public void DoAfterAll(Action what) => Add(new Effect(EffectKind.DoAfterAll, null, what));

    /// <summary>The pool's control is told something.</summary>
    public void Tell(ControlEvent happened) => Do(() => Control?.Tell(happened));

    /// <summary>The slot gets its next session.</summary>
    public void Start(WorkerSlot slot) => Do(() => Open?.Invoke(slot));

    /// <summary>The slot's worker is told something; nothing happens when it has ended in the same step, and the slot has the next
    /// one.</summary>
    public void Tell(WorkerSlot slot, Action<IWorkerSession> what)
    {
        var worker = slot.Id;
        Do(() =>
        {
            if (slot.Id == worker && slot.Session is { } session)
                what(session);
        });
    }

    /// <summary>The dispatcher is told something after a while.</summary>
    public void Later(TimeSpan time, object what) => Do(() => After?.Invoke(time.Bounded(), what));

    /// <summary>A job's time in the queue is watched.</summary>
    public void Watch(Job job, TimeSpan limit) => Do(() => job.Limit = After?.Invoke(limit.Bounded(), new QueueTimeUp(job)));

    /// <summary>The error of an attempt is made on the thread pool, and the dispatcher is told.</summary>
    public void Make(Job job, JobFault fault) => Do(() => OnPool(() => Told?.Invoke(new ErrorMade(job, fault, fault.ToException()))));

    /// <summary>The one that <see cref="MoveNext"/> has taken; not copied, since there is one at least for each job.</summary>
    public ref readonly Effect Current => ref _all[_next - 1];

    /// <summary>Takes the next one.</summary>
    public bool MoveNext()
    {
        if (_next < _count)
        {
            _next++;
            return true;
        }
        // It is kept for long, and must keep no job.
        Array.Clear(_all, 0, _count);
        (_next, _count) = (0, 0);
        return false;
    }
}

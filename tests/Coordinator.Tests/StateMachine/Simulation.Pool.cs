using Troupe.Dispatching;
using Troupe.Supervision;

namespace Troupe.Tests.StateMachine;

/// <summary>What happens to the pool as a whole.</summary>
internal sealed partial class Simulation
{
    private const int MostWorkers = 5;

    private static readonly int[] s_pauses = [1, 50, 150, 400, 2000, 10_000, 30_000];

    private void Advance(Step step) => _clock.Advance(TimeSpan.FromMilliseconds(s_pauses[step.Detail % s_pauses.Length]));

    private void Resize(Step step)
    {
        var done = new TaskCompletionSource();
        _resizes.Add(done);
        _resized = true;
        if (!_ending && !_abandoned)
            _target = 1 + (step.Detail % MostWorkers);
        Tell(new Resize(1 + (step.Detail % MostWorkers), done));
        if ((_ending || _abandoned) && !done.Task.IsFaulted)
            Break("a pool that ends was to get another size, and did not refuse that");
    }

    /// <summary>What comes from a control that another one has followed is not told any longer: it would not come from an actor that has
    /// ended.</summary>
    private FakeControl NewControl()
    {
        FakeControl? made = null;
        made = new FakeControl(Spares, command =>
        {
            if (made == _control)
                Answer(command);
        }, OnTold);
        return _control = made;
    }

    /// <summary>Which slots there are, the dispatcher alone decides; what waits for one that is given up can never run.</summary>
    private void OnTold(ControlEvent happened)
    {
        if (happened is SlotOpened opened && !_slots.Add(opened.Slot))
            Break($"slot {opened.Slot} was opened twice");
        if (happened is not SlotGone gone)
            return;
        if (!_slots.Remove(gone.Slot))
            Break($"slot {gone.Slot} was given up, and there was none");
        foreach (var job in _open.Where(
            job => job.OnlySlot == gone.Slot
                && (job.Place == JobPlace.Waiting || (job.Place == JobPlace.Paused && job.PausedUntil <= Now))))
        {
            job.Right ??= JobState.Failed;
        }
    }

    private void Answer(ControlCommand command)
    {
        if (command is StartWorker { Pause.Ticks: var pause and > 0 } start)
        {
            // Shorter where the slot was given up and opened again, of which only the dispatcher knows.
            if (pause > _pauses[start.Ended] || pause < StartBreaker.PauseAfter(1).Ticks)
                Break($"the worker after {start.Ended} is started after {pause} ticks");
            _restarts.Add(Now + pause);
        }
        if (command is RecycleWorker recycle && _byWorker[recycle.Worker] is { Phase: FakePhase.Ready } worker)
            worker.Spent = true;
        Tell(command);
    }

    private void Hold()
    {
        _control.Holds = !_control.Holds;
        if (!_control.Holds)
            _control.Decide();
    }

    private void Adopt(Step step)
    {
        var control = NewControl();
        control.Holds = step.Detail % 2 == 0;
        Tell(new AdoptPool(control));
    }

    private void Drain()
    {
        var drained = new TaskCompletionSource();
        _drains.Add(drained);
        Tell(new WhenDrained(drained));
    }

    private void End(Step step)
    {
        var kill = step.Detail % 2 == 0;
        if (!_ending)
        {
            _ending = true;
            foreach (var job in _open.Where(job => job.Place != JobPlace.Leased && job.Ended is null))
                job.Right ??= JobState.Cancelled;
            Tell(new EndPool(new PoolClosedException("The pool was disposed."), kill, _ended));
        }
        else if (kill)
        {
            Tell(new EndPool(new PoolClosedException("The pool was killed."), Kill: true, new TaskCompletionSource()));
        }
    }

    private void Abandon()
    {
        _abandoned = true;
        foreach (var job in _open)
            job.Right ??= _ending || job.CancelAsked ? JobState.Cancelled : JobState.Failed;
        Decide(() => _dispatcher.Abandon(new PoolClosedException("The dispatcher was given up.")));
        foreach (var worker in _workers.Where(worker => worker.Phase != FakePhase.Gone))
        {
            if (!worker.Killed)
                Break($"the dispatcher was given up, and {worker} was not killed");
            worker.Phase = FakePhase.Gone;
            worker.Jobs.Clear();
            worker.Crossed.Clear();
        }
        if (_drains.Concat(_resizes).Any(waiter => !waiter.Task.IsCompleted) || (_ending && !_ended.Task.IsCompleted))
            Break("the dispatcher was given up, and something waits for it");
    }

    /// <summary>Brings the trace to its end: the pool ends, its workers do as they are told, time passes.</summary>
    public void Finish()
    {
        End(new Step(StepKind.End, 0, _workers.Count));
        for (var round = 0; round < 4; round++)
        {
            foreach (var worker in _workers.ToList())
            {
                while (HasOrders(worker))
                    Obey(worker);
                Compare();
            }
            // Who does not end in time is killed.
            _clock.Advance(TimeSpan.FromSeconds(3));
            Compare();
        }
        while (_making.Count > 0)
            Do(new Step(StepKind.ErrorMade, 0, 0));
        if (_workers.Find(worker => worker.Phase != FakePhase.Gone) is { } left)
            throw new BrokenPromiseException($"The pool has ended, and {left} was not told to.");
        if (!_ended.Task.IsCompleted)
            throw new BrokenPromiseException("All workers are gone, and the end of the pool was not told.");
        if (_open.Find(job => job.Ended is null) is { } forgotten)
            throw new BrokenPromiseException($"The pool has ended, and {forgotten} has no outcome.");
        if (_drains.Concat(_resizes).Any(waiter => !waiter.Task.IsCompleted))
            throw new BrokenPromiseException("The pool has ended, and its drain or its new size is still waited for.");
    }
}

using Troupe.Actors;
using Troupe.Jobs;
using Troupe.Logging;

namespace Troupe.Coordination;

/// <summary>The places of the pool: their start, what follows on the end of a worker, and whom its death is blamed on.</summary>
internal sealed partial class CoordinatorActor
{
    private bool Unavailable => _breaker.Open && !_slots.Any(slot => slot.State == WorkerState.Ready);

    /// <summary>How many processes there should be: the pool's number, spares, and a stand-in for each parked worker.</summary>
    private int WantedPlaces => _target + setup.Options.SpareWorkers + (_queue.Peek() is null ? 0 : _slots.Parked);

    /// <summary>How many may stay: a stand-in is kept, also while nothing waits, as long as there is somebody to stand in for.</summary>
    private int AllowedPlaces => _target + setup.Options.SpareWorkers + _slots.Parked;

    private void FillPlaces()
    {
        while (_ending is null && _slots.Count - _slots.Surplus < WantedPlaces)
        {
            // One that was given up and works on yet is kept, rather than a further process started beside it.
            if (_slots.Surplus > 0 && _slots.FirstOrDefault(slot => slot is { Surplus: true, State: WorkerState.Ready }) is { } working)
            {
                working.Keep();
                continue;
            }
            var number = _slots.UnusedNumber;
            // A place that was given up and is opened again goes on counting: a number and a generation name one process, ever.
            var slot = new WorkerSlot(number, _lastGenerations.TryGetValue(number, out var last) ? last : 0);
            _slots.Add(slot);
            StartIncarnation(slot);
        }
        view.Publish(_slots);
    }

    private void StartIncarnation(WorkerSlot slot)
    {
        var id = new WorkerId(slot.Number, slot.Generation + 1);
        var props = Props.Create(() => setup.NewProxy(setup, id)).WithInlineDispatch();
        var proxy = Context.Spawn(props, $"worker-{id.Slot}-{id.Generation}");
        Context.Watch(proxy);
        slot.Start(proxy, id.Generation);
    }

    private void OnReady(WorkerReady ready)
    {
        if (Find(ready.Worker) is not { } slot)
            return;
        Log.WorkerReady(setup.Log, ready.Worker.ToString(), ready.Pid);
        slot.OnReady(ready.Pid);
        slot.Memory = ready.Memory;
        _breaker = StartBreaker.Closed;
        _firstStartError = null;
        _startWaiter?.TrySetResult();
        if (_ending is not null)
            slot.GiveUp();
        EndIfRetired(slot);
        AnswerResizeWaiters();
        Dispatch();
    }

    private void OnEnded(WorkerEnded ended)
    {
        if (Find(ended.Worker) is not { } slot)
            return;
        // What was sent to it after its end is on its way back: in no place and not in the queue, but not over either.
        _crossedLeases += slot.Sent - (ended.Taken ?? slot.Sent);
        slot.OnEnded();
        if (_nested.Remove(ended.Worker, out var nested))
        {
            foreach (var job in nested)
                OnCancel(job);
        }
        foreach (var job in ended.Unstarted)
            PutBack(job);
        if (ended.Blamed is { } blamed)
            Blame(blamed, ended);
        if (setup.Subject is not null && ended.StartError is null && _ending is null && !LoseSubject(setup.Subject, ended))
        {
            RemovePlace(slot);
            return;
        }
        Succeed(slot, ended);
        Dispatch();
    }

    /// <summary>A proxy that stopped without a word has failed; its jobs have had their outcome, its place goes on.</summary>
    private void OnTerminated(ActorRef proxy)
    {
        if (_slots.FirstOrDefault(slot => proxy.Equals(slot.Proxy)) is { State: not WorkerState.Down } slot)
            OnEnded(new WorkerEnded(slot.Id, [], null, default, slot.WasReady ? null : new PoolStartException("The actor that stands for a worker failed while the worker started.")));
    }

    /// <summary>The job, or the item, that ran when the worker died.</summary>
    private void Blame(Job job, WorkerEnded ended)
    {
        if (job.Settled)
            return;
        var fault = ended.Blame;
        if (job.CancelRequested || _ending is not null)
        {
            job.Cancel();
            return;
        }
        if (job.Count > 0)
        {
            BlameItems(job, fault, ended.RunningItem);
            return;
        }
        var error = fault.ToException();
        (job.Deaths ??= []).Add(error);
        if (error is WorkerLostException && job.Deaths.Count >= job.Options.Policy.PoisonLimit && job.Options.Policy.Attempts > job.Attempt)
            job.Fail(JobFault.Of(JobPoisonedException.Of($"Job {job.Id} ({job.Name})", job.Deaths)));
        else
            RetryOrFail(job, fault);
    }

    /// <summary>
    /// Of a chunk fail the items that had begun and whose outcome is not there: the running one, and any before it whose outcome was
    /// lost on the way. Before the first item what all of them share is decoded, and a worker may be lost then by chance: the chunk
    /// goes to another one, once. When that one is lost there, too, it is the chunk's doing, and all its items fail.
    /// </summary>
    private void BlameItems(Job job, in JobFault fault, int running)
    {
        if (running < 0 && fault.Loss is not null && job.LostBefore != job.Skip)
        {
            job.LostBefore = job.Skip;
            job.Given?.OnAnotherAttempt();
        }
        else if (job.Skip < job.Count)
        {
            job.BlameItems(fault, running < 0 ? job.Count : Math.Clamp(running + 1, job.Skip + 1, job.Count));
        }
        if (job.Skip < job.Count && !job.Settled)
            PutBack(job);
        else
            job.Succeed([]);
    }

    /// <summary>What follows on the end of an incarnation: nothing, the next one at once, or the next one after a pause.</summary>
    private void Succeed(WorkerSlot slot, WorkerEnded ended)
    {
        if (slot.Surplus || _ending is not null)
        {
            RemovePlace(slot);
            return;
        }
        if (ended.StartError is not { } startError)
        {
            StartIncarnation(slot);
            return;
        }
        if (_firstStartError is null)
            (_firstStartError, _firstStartThrew) = (startError, ended.StartThrew);
        _breaker = _breaker.OnFailure();
        if (_startWaiter is { Task.IsCompleted: false } waiter && _breaker.Failures >= Math.Min(_slots.Count, StartBreaker.Limit))
            waiter.TrySetException(StartErrors.Of(_firstStartError, _firstStartThrew, setup.Subject?.Name, setup.Options.AnyInitializer is not null));
        if (Unavailable)
        {
            Log.Unavailable(setup.Log, _breaker.Failures, _breaker.Pause, _firstStartError);
            foreach (var job in _queue.TakeAll())
                job.Fail(JobFault.Of(UnavailableError()));
            foreach (var done in _resizeWaiters)
                done.TrySetException(UnavailableError());
            _resizeWaiters.Clear();
        }
        Context.ScheduleTell(_breaker.Pause, new StartSlot(slot.Number));
    }

    private PoolUnavailableException UnavailableError() =>
        new($"No worker of the pool can be started; {_breaker.Failures} starts in a row have failed and the next is tried within {StartBreaker.ProbePause.TotalSeconds:0} s. The first failed with {_firstStartError?.GetType().Name}: see the inner exception.", _firstStartError);

    private void OnStartSlot(int number)
    {
        if (_slots.At(number) is { State: WorkerState.Down } slot && _ending is null)
            StartIncarnation(slot);
    }

    private void RemovePlace(WorkerSlot slot)
    {
        _slots.Remove(slot);
        _lastGenerations[slot.Number] = slot.Generation;
        view.Publish(_slots);
        AnswerResizeWaiters();
        CompleteEnd();
    }
}

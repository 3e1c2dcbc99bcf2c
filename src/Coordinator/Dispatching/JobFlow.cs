using Troupe.Jobs;
using Troupe.Logging;
using Troupe.Platform.Texts;

namespace Troupe.Dispatching;

/// <summary>A job's way: into the queue, to a worker, and back into the queue when it comes back without an outcome. Part of the
/// dispatcher.</summary>
internal sealed class JobFlow(DispatcherState state, Settlement settlement)
{
    private int _lastSlot = -1;
    private int _lastOwnSlot = -1;

    public Settlement Settlement => settlement;

    public void Submit(Job job)
    {
        Number(job);
        if (TryRefuse(job))
            return;
        WatchQueueTime(job);
        state.Queue.Add(job);
        Dispatch();
    }

    public void Number(Job job) => job.Id = ++state.LastJobId;

    public void WatchQueueTime(Job job)
    {
        if (job.Options.QueueTimeout is { } limit)
            state.Effects.Watch(job, limit);
    }

    /// <summary>A pool that ends, or has no worker and can start none, takes nothing; nor does it take what is for a worker alone that it
    /// does not have.</summary>
    public bool TryRefuse(Job job)
    {
        if (state.Ends)
            settlement.Cancel(job);
        else if (state.Abandoned is { } reason)
            settlement.Fail(job, reason);
        else if (state.Unavailable)
            settlement.Fail(job, state.UnavailableError());
        else if (job.OnlySlot >= 0 && state.Slots.At(job.OnlySlot) is null)
            settlement.Fail(job, SlotGone(job));
        return job.Over;
    }

    /// <summary>Gives waiting jobs to workers for as long as there are both.</summary>
    public void Dispatch()
    {
        do
        {
            while (state.Queue.Peek() is { } job)
            {
                if (state.Queue.HasOwn && TryAssignOwn(afterOthers: false))
                    continue;
                var demand = Demand.Of(job);
                var slot = RoundRobin.Next(state.Slots, _lastSlot, MayWake, demand);
                if (slot < 0)
                    break;
                state.Queue.Take(job);
                Assign(state.Slots[slot], job, demand.Booked);
                _lastSlot = slot;
            }
        }
        while (state.Queue.HasOwn && TryAssignOwn(afterOthers: true));
        state.PublishQueue();
    }

    /// <summary>Spare and temporary workers stand in for others: never more than the pool's number are busy.</summary>
    private bool MayWake => state.Slots.Count <= state.Target || state.Slots.BusyUnparked < state.Target;

    /// <summary>Gives one job to the only worker that may have it.</summary>
    /// <param name="afterOthers">Whether also one that jobs go before which any worker may have, and none can have now.</param>
    private bool TryAssignOwn(bool afterOthers) =>
        (MayWake && TryAssignOwn(state.Slots.Free, afterOthers, state.Slots.Count))
            || TryAssignOwn(state.Slots.Roomy, afterOthers, RoundRobin.MaxCandidates);

    private bool TryAssignOwn(NumberSet among, bool afterOthers, int looks)
    {
        var first = state.Queue.Awaited.NextAfter(_lastOwnSlot, among);
        for (var number = first; number >= 0 && looks > 0; looks--)
        {
            if (TryAssignOwn(state.Slots[number], afterOthers))
                return true;
            number = state.Queue.Awaited.NextAfter(number, among);
            if (number == first)
                break;
        }
        return false;
    }

    private bool TryAssignOwn(WorkerSlot slot, bool afterOthers)
    {
        if (state.Queue.PeekFor(slot.Number) is not { } job || !(afterOthers || state.Queue.IsOwnFirst(slot.Number)))
            return false;
        var demand = Demand.Of(job);
        if (!slot.HasRoomFor(demand))
            return false;
        state.Queue.Take(job);
        Assign(slot, job, demand.Booked);
        _lastOwnSlot = slot.Number;
        return true;
    }

    /// <summary>The slot that these jobs wait for has been removed.</summary>
    public void FailOwn(int slot)
    {
        foreach (var job in state.Queue.TakeAllFor(slot))
            settlement.Fail(job, SlotGone(job));
    }

    private static WorkerLostException SlotGone(Job job) =>
        new($"Job {job.Id} ({job.Name}) was for worker {job.OnlySlot} alone, whose slot the pool has removed: the job has not "
            + $"run{(job.HasRun ? " again" : "")}. Give it to another worker, or to the pool.")
        {
            Slot = job.OnlySlot,
            MayHaveRun = job.HasRun,
        };

    private void Assign(WorkerSlot slot, Job job, long booked)
    {
        job.BookedTicks = booked;
        job.State = JobState.Running;
        job.Slot = slot.Number;
        slot.Assign(job);
        if (state.Setup.Options.MaxTasksPerWorker is { } most && slot.TotalAssigned >= most)
            slot.Recycle(nameof(ProcessPoolOptions.MaxTasksPerWorker));
        state.Effects.Add(new Effect(EffectKind.Assign, job, slot));
    }

    /// <summary>It has not run, or is to run again, and waits in front.</summary>
    public void PutBack(Job job)
    {
        job.Slot = -1;
        if (!job.Over)
            job.State = JobState.Queued;
        if (job.CancelRequested)
            settlement.Cancel(job);
        else if (job is { QueueTimeOver: true, HasRun: false })
            GiveUp(job);
        else if (!job.Over && !TryRefuse(job))
            state.Queue.PutBack(job);
    }

    public void Cancel(Job job)
    {
        job.CancelRequested = true;
        if (!job.Over && state.Slots.At(job.Slot) is { } slot)
        {
            var id = job.Id;
            state.Effects.Tell(slot, session => session.Cancel(id));
            return;
        }
        state.Paused.Remove(job);
        settlement.Cancel(job);
    }

    /// <summary>Only for a job that has not run: one that waits for a further attempt has, and is not given up for waiting.</summary>
    public void OnQueueTimeUp(Job job)
    {
        if (job is { Slot: < 0, HasRun: false })
            GiveUp(job);
        else
            job.QueueTimeOver = true;
    }

    private void GiveUp(Job job) =>
        settlement.Fail(job, new JobTimeoutException($"Job {job.Id} ({job.Name}) waited {job.Options.QueueTimeout} for a free worker "
            + "and was given up without having run. Use more workers or a longer JobOptions.QueueTimeout.")
        {
            Limit = job.Options.QueueTimeout
        });

    /// <summary>An attempt has failed: another one follows after a pause, or this was the last.</summary>
    public void RetryOrFail(Job job, JobFault fault)
    {
        job.Slot = -1;
        job.HasRun = true;
        if (job.CancelRequested)
            settlement.Cancel(job);
        else if (state.Ends || job.Attempt >= job.Options.Policy.Attempts)
            settlement.Fail(job, fault);
        else if (!fault.RunsUserCode)
            RetryOrFail(job, fault, fault.ToException());
        else
            HaveErrorMade(job, fault);
    }

    /// <summary>Whether the policy forgives an error depends on its type, and to make it may run a constructor of the program's.</summary>
    private void HaveErrorMade(Job job, JobFault fault)
    {
        if (job.Options.Policy.Errors.Count == 0)
        {
            settlement.Fail(job, fault);
            return;
        }
        state.Paused.Add(job);
        state.Effects.Make(job, fault);
    }

    public void OnErrorMade(ErrorMade made)
    {
        if (state.Paused.Remove(made.Job))
            RetryOrFail(made.Job, made.Fault, made.Error);
    }

    private void RetryOrFail(Job job, JobFault fault, Exception error)
    {
        if (state.Ends || job.Options.Policy.NextAttempt(job.Attempt, error) is not { } pause)
        {
            settlement.Fail(job, fault);
            return;
        }
        var (id, name, attempt, log) = (job.Id, job.Name, job.Attempt, state.Setup.Log);
        state.Effects.Do(() => Log.Retrying(log, id, name, attempt, PrintableText.Escape(fault.Message)));
        job.Attempt++;
        job.State = JobState.Queued;
        state.Paused.Add(job);
        state.Effects.Later(pause, new Requeue(job));
    }

    public void OnRequeue(Job job)
    {
        if (!state.Paused.Remove(job))
            return;
        job.TransferredHandles?.OnAnotherAttempt();
        PutBack(job);
        Dispatch();
    }

    /// <summary>All that wait, or wait for their next attempt, are taken out.</summary>
    public IReadOnlyList<Job> TakeWaiting()
    {
        List<Job> all = [.. state.Queue.TakeAll(), .. state.Paused];
        state.Paused.Clear();
        return all;
    }
}

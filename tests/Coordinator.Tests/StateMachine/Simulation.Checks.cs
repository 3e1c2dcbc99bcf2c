using System.Buffers.Binary;
using Troupe.Dispatching;
using Troupe.Messages.Frames;
using Troupe.Sessions;

namespace Troupe.Tests.StateMachine;

/// <summary>What must hold when the dispatcher has decided, and when it speaks.</summary>
internal sealed partial class Simulation
{
    private const long AheadTicks = 2500 * TimeSpan.TicksPerMicrosecond;
    private const int AheadJobs = 1024;

    private readonly List<Effect> _seen = [];
    private readonly Dictionary<ulong, EffectKind> _decided = [];

    public void OnEnded(ulong job, JobState state)
    {
        RequireOutside();
        var known = _byId[job];
        if (known.Ended is not null)
            Break($"{known} got a second outcome, {state}");
        known.Ended = state;
    }

    public void OnItems(ulong job, int first, int end, ItemEnd how)
    {
        RequireOutside();
        var known = _byId[job];
        if (known.Ended is not null)
            Break($"{known} is over, and item {first} of it was told of");
        if (first != known.Items.Count || end > known.Count || end <= first)
            Break($"items {first} to {end} of {known} were told of after {known.Items.Count}");
        known.Items.AddRange(Enumerable.Repeat(how, Math.Max(0, end - first)));
    }

    public void OnAnswer(FakeWorker worker, in NestedAnswer answer)
    {
        RequireOutside();
        var job = _submitted[(worker, answer.Submission)];
        var number = answer.Payload.Length < sizeof(int) ? 0 : BinaryPrimitives.ReadInt32LittleEndian(answer.Payload);
        if (answer.Last != answer.Kind is FrameKind.NestedResult or FrameKind.NestedFault)
            Break($"{answer.Kind} was told of {job}, and that it is {(answer.Last ? "" : "not ")}the last word");
        switch (answer.Kind)
        {
            case FrameKind.NestedItems:
                OnItems(
                job.Id,
                number,
                number + BinaryPrimitives.ReadInt32LittleEndian(answer.Payload.AsSpan(sizeof(int))),
                ItemEnd.Result); break;
            case FrameKind.NestedItemFault: OnItems(job.Id, number, number + 1, ItemEnd.Fault); break;
            case FrameKind.NestedResult: OnEnded(job.Id, JobState.Succeeded); break;
            default: OnEnded(job.Id, job.Job!.State); break;
        }
    }

    public void OnShutDown(FakeWorker worker)
    {
        RequireOutside();
        if (worker.Jobs.Count > 0)
            Break($"{worker} was told to end while it had jobs");
        worker.ToldToEnd = true;
    }

    public void OnAssigned(FakeWorker worker, in Assignment assignment)
    {
        RequireOutside();
        var job = _byId[assignment.Job];
        RequireFront(job);
        RequireFit(worker, job);
        RequireTurn(worker, job);
        _queue.Remove(job);
        job.Place = JobPlace.Leased;
        worker.TotalAssigned++;
        worker.Turns++;
        worker.Spent |= _limitsTasks && worker.TotalAssigned >= MostTasks;
        if (worker.Phase == FakePhase.Ready)
            worker.Jobs.Add((job, worker.Turns));
        else
            worker.Crossed.Add(job);
        if (assignment.Attempt != job.Attempt || assignment.Skip != job.Next || assignment.Count != job.Count
            || assignment.Timeout != job.Options.Timeout)
        {
            Break($"{job} was given to {worker} as attempt {assignment.Attempt}, item {assignment.Skip} of {assignment.Count}, within "
                + $"{assignment.Timeout}");
        }

        if (!_workers.Exists(other => other.Phase == FakePhase.Dying) && worker.Jobs.Count == 1 && BusyUnparked() > _target)
            Break($"{BusyUnparked()} workers are busy, and {_target} may be");
    }

    private FakeWorker OnOpened(WorkerId id)
    {
        RequireOutside();
        if (_workers.Exists(worker => worker.Id.Slot == id.Slot && worker.Phase is not FakePhase.Gone))
            Break($"worker {id} was started in a place that is taken");
        var last = _workers.Where(worker => worker.Id.Slot == id.Slot).Select(worker => worker.Id.Generation).DefaultIfEmpty(0).Max();
        if (id.Generation != last + 1)
            Break($"worker {id} follows on generation {last}");
        if (_ending || _abandoned)
            Break($"worker {id} was started though the pool ends");
        var started = new FakeWorker(id, this);
        _workers.Add(started);
        _byWorker[id] = started;
        return started;
    }

    /// <summary>Looks at what a step has decided, before any of it is done.</summary>
    private void CheckEffects()
    {
        while (_effects.MoveNext())
            _seen.Add(_effects.Current);
        foreach (var effect in _seen)
        {
            if (effect.Job is { } job)
                CheckEffect(effect, _byId[job.Id], job.Id);
            _effects.Add(effect);
        }
        _seen.Clear();
    }

    private void CheckEffect(in Effect effect, TrackedJob job, ulong id)
    {
        job.Job ??= effect.Job;
        if (job.Job != effect.Job)
            Break($"{job} has the number of another job");
        var decided = _decided.TryGetValue(id, out var end);
        if (effect.Kind == EffectKind.ReleaseArguments)
        {
            if (!decided)
                Break($"the arguments of {job} were let go before its outcome was decided");
        }
        else if (decided)
        {
            Break($"{effect.Kind} follows on {end} for {job}");
        }
        if (effect.Kind is EffectKind.Succeed or EffectKind.Fail or EffectKind.Cancel)
            _decided[id] = effect.Kind;
    }

    private void RequireOutside()
    {
        if (_deciding)
            Break("something was done inside of a step");
    }

    private void RequireFront(TrackedJob job)
    {
        if (job.Ended is not null || job.Right is not null)
            Break($"{job} is over, and was given to a worker");
        if (job.Place == JobPlace.Leased)
            Break($"{job} was given to a second worker");
        foreach (var paused in _open.Where(other => other.Place == JobPlace.Paused && other.PausedUntil < Now && other.Ended is null)
            .ToList())
        {
            _queue.PutBack(paused);
        }

        if (job.Place == JobPlace.Paused && job.PausedUntil <= Now)
            _queue.PutBack(job);
        if (job.Place != JobPlace.Waiting)
            Break($"{job} was given to a worker before its pause was over");
        else if (_queue.Front(job.OnlySlot) is var front && front != job)
            Break($"{job} was given to a worker before {front}");
    }

    /// <summary>Of what a worker alone may have and what any may have, it is given first what goes before.</summary>
    private void RequireTurn(FakeWorker worker, TrackedJob job)
    {
        if (job.OnlySlot >= 0 && job.OnlySlot != worker.Id.Slot)
            Break($"{job} was given to {worker}");
        if (worker.Phase != FakePhase.Ready)
            return;
        var (mine, others) = job.OnlySlot < 0 ? (-1, worker.Id.Slot) : (worker.Id.Slot, -1);
        if (_queue.GoesBefore(others, mine) && _queue.Front(others) is { } first && (worker.Jobs.Count == 0 || HasRoom(worker, first)))
            Break($"{job} was given to {worker} before {first}");
    }

    private void RequireFit(FakeWorker worker, TrackedJob job)
    {
        if (!worker.LooksReady || worker.Killed)
            Break($"{job} was given to {worker}, which takes none");
        if (worker.Spent)
            Break($"{job} was given to {worker}, which has had its share or holds too much memory");
        if (worker.Overrunning)
            Break($"{job} was given to {worker}, whose job lasts");
        if (worker.Phase == FakePhase.Ready && worker.Jobs.Count > 0 && !HasRoom(worker, job))
            Break($"{job} was put behind {worker.Jobs.Count} jobs of {worker}");
    }

    private static bool HasRoom(FakeWorker worker, TrackedJob job)
    {
        // Of one that a job has submitted, nothing is known.
        if (job.Job is null || job.Job.Function.EstimatedTicks is not (>= 0 and var ticks))
            return false;
        var ahead = worker.Jobs.Sum(held => held.Job.Job!.BookedTicks) + (ticks * Math.Max(1, job.Count - job.Next));
        return ahead <= AheadTicks && worker.Jobs.Count < AheadJobs;
    }

    private int BusyUnparked() => _workers.Count(worker => worker.Jobs.Count > 0 && worker.NestedOpen == 0);
}

using Troupe.Jobs;

namespace Troupe.Coordination;

/// <summary>Jobs that jobs have submitted: their parents are parked while they wait, and stand-ins run for them.</summary>
internal sealed partial class CoordinatorActor
{
    private void OnNestedSubmitted(NestedSubmitted submitted)
    {
        var job = submitted.Job;
        if (Find(submitted.Worker) is not { } slot)
        {
            job.Cancel();
            return;
        }
        slot.NestedChanged(+1);
        if (!_nested.TryGetValue(submitted.Worker, out var siblings))
            _nested[submitted.Worker] = siblings = [];
        siblings.Add(job);
        job.Id = ++_lastJobId;
        if (TryRefuse(job))
            return;
        if (setup.Subject is not null)
        {
            job.Fail(JobFault.Of(new InvalidOperationException("A hosted object has its process for itself: there is no pool behind its calls that could run further jobs. Submit them from where the calls are made.")));
            return;
        }
        if (_slots.Parked > LongestNesting)
        {
            job.Fail(JobFault.Of(new InvalidOperationException($"More than {LongestNesting} workers wait for jobs that their own jobs have submitted; no further one is started. Submit less deeply.")));
            return;
        }
        WatchQueueTime(job);
        // A parked worker waits for it: it goes before the jobs that nobody waits for yet.
        _queue.PutBack(job);
        Dispatch();
        FillPlaces();
    }

    private void OnNestedEnded(WorkerId worker)
    {
        if (_nested.TryGetValue(worker, out var siblings))
            siblings.RemoveWhere(job => job.Settled);
        Find(worker)?.NestedChanged(-1);
        ShrinkLater();
        Dispatch();
    }
}

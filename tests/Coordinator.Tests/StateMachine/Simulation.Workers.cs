using Troupe.Coordination;
using Troupe.Jobs;

namespace Troupe.Tests.StateMachine;

/// <summary>How workers start and end.</summary>
internal sealed partial class Simulation
{
    private void Ready(Step step)
    {
        if (Pick(_workers.Where(worker => worker is { Phase: FakePhase.Starting, Killed: false }), step) is not { } worker)
            return;
        worker.Phase = FakePhase.Ready;
        _failures = 0;
        Tell(new WorkerReady(worker.Id, 1, () => default));
    }

    private void StartFails(Step step)
    {
        if (Pick(_workers.Where(worker => worker.Phase == FakePhase.Starting), step) is not { } worker)
            return;
        worker.Phase = FakePhase.Gone;
        ExpectFailedStart(worker);
        Tell(new WorkerEnded(worker.Id, [], null, default, new InvalidOperationException("It did not start.")));
        worker.Proxy.Tell(FakeProxy.Leave);
    }

    private void ExpectFailedStart(FakeWorker worker)
    {
        if (_ending || worker.Killed)
            return;
        _failures++;
        _restarts.Add(Now + new StartBreaker(_failures).Pause.Ticks);
        if (!Unavailable)
            return;
        foreach (var job in _queue.All.Where(job => !job.Job.Settled))
            job.Right ??= JobState.Failed;
    }

    private void Die(Step step)
    {
        if (Pick(_workers.Where(worker => worker.Phase == FakePhase.Ready), step) is not { } worker)
            return;
        Judge(worker, blames: step.Detail % 4 != 0);
        // Its link may have ended before the system tells of its end.
        worker.Unreachable = step.Detail % 3 == 0;
        if (worker.Unreachable)
            Tell(new WorkerUnreachable(worker.Id));
    }

    /// <summary>As a proxy does at the end of its worker: what is to be cancelled is, the rest is told.</summary>
    private static void Judge(FakeWorker worker, bool blames)
    {
        worker.Phase = FakePhase.Dying;
        var blamed = blames ? worker.Jobs.FirstOrDefault() : null;
        var unstarted = new List<TrackedJob>();
        foreach (var job in worker.Jobs.Where(job => job != blamed))
        {
            if (job.CancelAsked)
            {
                job.Right ??= JobState.Cancelled;
                job.Job.Cancel();
            }
            else
            {
                unstarted.Add(job);
            }
        }
        worker.Judged = (blamed, [.. unstarted.OrderBy(job => job.Id)]);
        worker.Jobs.Clear();
        worker.Cancels.Clear();
    }

    private void TellEnd(FakeWorker worker)
    {
        worker.Phase = FakePhase.Gone;
        ExpectNestedCancelled(worker);
        var (blamed, unstarted) = worker.Judged;
        foreach (var job in unstarted)
            ExpectBack(job);
        var lost = new WorkerLostException("The worker died.");
        if (blamed is not null)
            ExpectBlame(blamed, lost);
        Tell(new WorkerEnded(worker.Id, [.. unstarted.Select(job => job.Job)], blamed?.Job, JobFault.Of(lost), null) { Taken = worker.Taken });
        worker.Proxy.Tell(FakeProxy.Leave);
    }

    private void ExpectBlame(TrackedJob job, WorkerLostException lost)
    {
        var retry = job.Job.Options.Policy;
        if (job.CancelAsked || _ending)
            job.Right ??= JobState.Cancelled;
        else if (++job.Deaths >= retry.PoisonLimit && retry.Attempts > job.Attempt)
            job.Right ??= JobState.Failed;
        else
            ExpectRetryOrFailure(job, lost);
    }

    private void ExpectNestedCancelled(FakeWorker worker)
    {
        foreach (var job in _open.Where(job => job.Owner == worker && !job.Job.Settled))
            ExpectCancel(job);
    }

    private void Obey(Step step)
    {
        if (Pick(_workers.Where(HasOrders), step) is { } worker)
            Obey(worker);
    }

    private static bool HasOrders(FakeWorker worker) =>
        worker.Phase == FakePhase.Dying || (worker.IsLive && (worker.Killed || worker.Cancels.Count > 0 || (worker.ShutDown && worker.Jobs.Count == 0)));

    private void Obey(FakeWorker worker)
    {
        if (worker is { Phase: FakePhase.Starting, Killed: true })
        {
            worker.Phase = FakePhase.Gone;
            Tell(new WorkerEnded(worker.Id, [], null, default, new InvalidOperationException("It was killed before it was ready.")));
            worker.Proxy.Tell(FakeProxy.Leave);
        }
        else if (worker.Phase == FakePhase.Dying)
        {
            TellEnd(worker);
        }
        else if (worker.Cancels.Count > 0 && !worker.Killed)
        {
            EndCancelled(worker);
        }
        else
        {
            Judge(worker, blames: true);
        }
    }

    /// <summary>A proxy that fails gives its jobs an outcome as it stops, and the coordinator learns of it by the watch alone.</summary>
    private void Crash(Step step)
    {
        if (Pick(_workers.Where(worker => worker is { IsLive: true, Killed: false }), step) is not { } worker)
            return;
        var starting = worker.Phase == FakePhase.Starting;
        worker.Phase = FakePhase.Gone;
        foreach (var job in worker.Jobs)
        {
            job.Right ??= JobState.Cancelled;
            job.Job.Cancel();
        }
        worker.Jobs.Clear();
        worker.Cancels.Clear();
        ExpectNestedCancelled(worker);
        if (starting)
            ExpectFailedStart(worker);
        worker.Proxy.Tell(FakeProxy.Leave);
    }

    private void OverMemory(Step step)
    {
        if (Pick(_workers.Where(worker => worker.Phase == FakePhase.Ready), step) is not { } worker)
            return;
        worker.Spent = true;
        Tell(new WorkerOverSoftLimit(worker.Id));
    }

    /// <summary>Word of an incarnation that is gone must change nothing.</summary>
    private void Late(Step step)
    {
        if (Pick(_workers.Where(worker => worker.Phase == FakePhase.Gone && HasSuccessor(worker)), step) is not { } worker)
            return;
        Tell((step.Detail % 6) switch
        {
            0 => new WorkerReady(worker.Id, 2, () => default),
            1 => new WorkerReleased(worker.Id, 1, 1, 100, Overrun: true, null),
            2 => new WorkerOverSoftLimit(worker.Id),
            3 => new NestedEnded(worker.Id),
            4 => new WorkerUnreachable(worker.Id),
            _ => new WorkerEnded(worker.Id, [], null, default, new InvalidOperationException("It ended again.")),
        });
    }

    private bool HasSuccessor(FakeWorker worker) => _workers.Exists(other => other.Id.Slot == worker.Id.Slot && other.Id.Generation > worker.Id.Generation);
}

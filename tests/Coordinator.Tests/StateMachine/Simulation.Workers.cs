using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Tests.StateMachine;

/// <summary>How workers start, and what is said of those that are gone.</summary>
internal sealed partial class Simulation
{
    private void Ready(Step step)
    {
        if (Pick(_workers.Where(worker => worker is { Phase: FakePhase.Starting, Killed: false }), step) is not { } worker)
            return;
        worker.Phase = FakePhase.Ready;
        _failures = 0;
        _failuresOf.Remove(worker.Id.Slot);
        Tell(new WorkerReady(worker.Id, 1));
    }

    private void StartFails(Step step)
    {
        if (Pick(_workers.Where(worker => worker.Phase == FakePhase.Starting), step) is not { } worker)
            return;
        worker.Phase = FakePhase.Gone;
        ExpectFailedStart(worker);
        Tell(NotStarted(worker, "It did not start."));
    }

    private static WorkerEnded NotStarted(FakeWorker worker, string why) =>
        new(worker.Id, WorkerLoss.Unknown(worker.Id)) { StartError = new InvalidOperationException(why), JobsReceived = worker.Turns };

    private void ExpectFailedStart(FakeWorker worker)
    {
        if (_ending || worker.Killed)
            return;
        _failures++;
        var own = _failuresOf[worker.Id.Slot] = _failuresOf.GetValueOrDefault(worker.Id.Slot) + 1;
        // In the slot alone it counts on while others are ready.
        _pauses[worker.Id] = Math.Max(new StartBreaker(_failures).Pause.Ticks, StartBreaker.PauseAfter(own).Ticks);
        if (!Unavailable)
            return;
        foreach (var job in _queue.All.Where(job => job.Ended is null))
            job.Right ??= JobState.Failed;
    }

    private void OverMemory(Step step)
    {
        if (Pick(_workers.Where(worker => worker.Phase == FakePhase.Ready), step) is not { } worker)
            return;
        Tell(new WorkerOverSoftLimit(worker.Id));
    }

    private void Obey(Step step)
    {
        if (Pick(_workers.Where(HasOrders), step) is { } worker)
            Obey(worker);
    }

    private static bool HasOrders(FakeWorker worker) =>
        worker.Phase == FakePhase.Dying
            || (worker.IsLive && (worker.Killed || worker.Cancels.Count > 0 || (worker.ToldToEnd && worker.Jobs.Count == 0)));

    private void Obey(FakeWorker worker)
    {
        if (worker is { Phase: FakePhase.Starting, Killed: true })
        {
            worker.Phase = FakePhase.Gone;
            Tell(NotStarted(worker, "It was killed before it was ready."));
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
            Judge(worker, detail: 1);
        }
    }

    /// <summary>Word of an incarnation that is gone, or of a job that the worker does not have, must change nothing.</summary>
    private void Late(Step step)
    {
        if (step.Detail % 4 == 0)
        {
            Stray(step);
            return;
        }
        if (Pick(_workers.Where(worker => worker.Phase == FakePhase.Gone && (_abandoned || HasSuccessor(worker))), step) is not { } worker)
            return;
        var job = Pick(_open.Where(job => job.Place == JobPlace.Leased && job.Job is not null), step);
        Tell((step.Detail / 4 % 7) switch
        {
            0 => new WorkerReady(worker.Id, 2),
            1 when job is not null => Report(worker, Say(OutcomeKind.Succeeded, (job, 1))),
            2 => new WorkerOverSoftLimit(worker.Id),
            3 => Report(worker, new Outcome(OutcomeKind.Lasts, 0, 0, default), new Outcome(OutcomeKind.SubmissionCancelled, 1, 0, default)),
            4 => new WorkerUnreachable(worker.Id),
            5 => NotStarted(worker, "It ended again."),
            _ => new WorkerClosed(worker.Id),
        });
    }

    private void Stray(Step step)
    {
        if (Busy(step) is not { } worker)
            return;
        var held = worker.Jobs[0];
        var other = Pick(_open.Where(job => job != held.Job && job.Job is not null), step);
        Tell(Report(
            worker,
            Say(OutcomeKind.Succeeded, (held.Job, worker.Turns + 1)),
            Say(OutcomeKind.Dropped, (other ?? held.Job, other is null ? 0 : held.Turn))));
    }

    private bool HasSuccessor(FakeWorker worker) =>
        _workers.Exists(other => other.Id.Slot == worker.Id.Slot && other.Id.Generation > worker.Id.Generation);
}

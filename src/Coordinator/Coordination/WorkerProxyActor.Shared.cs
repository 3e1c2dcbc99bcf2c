using System.Diagnostics;
using Troupe.Jobs;
using Troupe.Messages.Frames;
using Troupe.Processes;
using Troupe.Remoting.Jobs;

namespace Troupe.Coordination;

/// <summary>
/// A process that several hosted objects share runs a call of each at the same time. The flight record has room for one job, so
/// what runs is what the process has: each object has one call there at most. A death is the end of all of them; blamed for it
/// is only whose time was up, or who was cancelled and did not listen.
/// </summary>
internal sealed partial class WorkerProxyActor
{
    private readonly HashSet<ulong> _overdue = [];

    /// <summary>When calls with a time limit were given to the process, which notes the start of none.</summary>
    private readonly Dictionary<ulong, long> _leasedAt = [];

    private static RunHead HeadOf(Job job) => job.Tenant == 0
        ? new RunHead(job.Function.Number, job.Attempt, job.Marks, job.Skip, job.Count)
        : new RunHead(job.Function.Number, job.Attempt, job.Marks | RunMarks.Tenant, job.Tenant, 0);

    private void LookAtSharedDeadlines()
    {
        var next = TimeSpan.MaxValue;
        foreach (var gone in _leasedAt.Keys.Where(job => !_jobs.ContainsKey(job)).ToList())
            _leasedAt.Remove(gone);
        foreach (var job in _jobs.Values.ToList())
        {
            // A call that was given up with its object goes on as long as it likes: others live there.
            if (IsGivenUp(job) || job.Options.Timeout is not { } limit || _overdue.Contains(job.Id))
                continue;
            var left = limit - Stopwatch.GetElapsedTime(_leasedAt[job.Id]);
            if (left > TimeSpan.Zero)
            {
                next = left < next ? left : next;
                continue;
            }
            _overdue.Add(job.Id);
            AskForStacks(job, FireOrEnd);
        }
        if (next < TimeSpan.MaxValue)
            WatchDeadline(next.Bounded() + TimerTick);
    }

    /// <summary>Its object was given up while it ran: the process is no more ended for it.</summary>
    private bool IsGivenUp(Job job) => setup.SharedProcess is not null && job.Settled;

    private void OnDropTenant(DropTenant drop)
    {
        if (_link is null || _ended)
            return;
        if (drop.Running is { } job && _jobs.ContainsKey(job.Id))
            SendCancel(job, Fire);
        _link.Append(FrameKind.DropTenant, (ulong)drop.Number, []);
        WriteNow();
    }

    /// <returns>Why the process was ended; empty when nobody ended it.</returns>
    private string FailShared(ProcessExit exit)
    {
        var ran = _jobs.Values.Where(job => !job.Settled).OrderBy(job => job.Id).ToList();
        _jobs.Clear();
        var because = WhyShared(ran);
        var others = ran.Count > 1 ? $" {ran.Count} calls of as many objects ran there." : "";
        foreach (var job in ran)
        {
            job.Given?.OnLoss(HowLost(exit));
            if (job.CancelRequested)
                job.Cancel();
            else if (IsOverdue(job))
                job.Fail(JobFault.Of(TimeoutOf(job, killed: true)));
            else
                FailOrTryAgain(job, LossOf(exit).ToException($"Call {job.Id} ({job.Name}) was lost with the process {setup.NameOf(id)} (pid {_process?.Pid}), which its object shares with others: the process {exit}.{because}{others} The call may have run in part."));
        }
        return because;
    }

    private string WhyShared(IReadOnlyList<Job> ran)
    {
        if (ran.FirstOrDefault(IsOverdue) is { } overdue)
            return $" It was killed because call {overdue.Id} ({overdue.Name}) ran longer than its limit of {overdue.Options.Timeout} and did not end by its token.";
        if (_killedBecause is not null)
            return $" It was killed because {_killedBecause}.";
        return ran.FirstOrDefault(job => job.CancelRequested) is { } cancelled
            ? $" It was killed because call {cancelled.Id} ({cancelled.Name}) was cancelled and did not end by its token."
            : "";
    }

    private void FailOrTryAgain(Job job, WorkerLostException error)
    {
        if (job.Options.Policy.Attempts > 1)
            Coordinator.Tell(new JobFailedAttempt(id, job, JobFault.Of(error)));
        else
            job.Fail(JobFault.Of(error));
    }
}

using System.Buffers.Binary;
using System.Diagnostics;
using Troupe.Actors;
using Troupe.Jobs;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Processes.Stacks;

namespace Troupe.Coordination;

/// <summary>
/// Ending one job: by its deadline or because its caller wants it to. The worker itself carries it out, since only there
/// "this job still runs" and "end it" can be one step: a kill decided here could hit the next job. Only a worker that
/// does not answer is killed from here.
/// </summary>
internal sealed partial class WorkerProxyActor
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(500);

    /// <summary>How much later than the diagnostics port's own bound its silence is taken for an answer.</summary>
    private static readonly TimeSpan StacksSlack = TimeSpan.FromMilliseconds(250);

    /// <summary>Timers count whole milliseconds and may fire that much too early: nobody is to get less time than was promised.</summary>
    private static readonly TimeSpan TimerTick = TimeSpan.FromMilliseconds(1);

    private ActorTimer? _deadline;
    private long _deadlineAt = long.MaxValue;
    private (Job Job, bool TimedOut, int Item)? _stopping;
    private string _stacks = "";
    private int _stacksAsked;
    private readonly HashSet<int> _stacksAwaited = [];

    private void WatchDeadline(TimeSpan limit)
    {
        var wait = limit.Bounded();
        var at = Stopwatch.GetTimestamp() + ToClock(wait);
        if (at >= _deadlineAt)
            return;
        _deadline?.Cancel();
        _deadlineAt = at;
        _deadline = Context.ScheduleTell(wait, new LookAtDeadline());
    }

    private void OnLookAtDeadline()
    {
        _deadlineAt = long.MaxValue;
        if (_record is null || _life.IsOver)
            return;
        if (_stopping is { } stopping && (!_jobs.ContainsKey(stopping.Job.Id) || HasGoneOn(stopping.Job)))
            _stopping = null;
        var next = TimeSpan.MaxValue;
        var now = Stopwatch.GetTimestamp();
        foreach (var job in _jobs.Values)
        {
            if (job.Options.Timeout is not { } limit)
                continue;
            // Before the start that is looked at: the worker notes a start before the item that it is the start of.
            var item = RunningItem;
            var left = limit;
            if (_record.RunningJob == job.Id && _record.StartedAt is var started and not 0)
                left = limit - RunningFor(started, now);
            if (left <= TimeSpan.Zero && _stopping is null)
                StopOverdue(job, item);
            // A chunk that is being stopped is looked at again: its item may yet end by itself, and then the time of the next one counts.
            var wait = left > TimeSpan.Zero ? left : job.Count == 0 ? TimeSpan.MaxValue : limit > AnswerTime ? limit : AnswerTime;
            next = wait < next ? wait : next;
        }
        if (next < TimeSpan.MaxValue)
            WatchDeadline(next.Bounded() + TimerTick);
    }

    /// <summary>Since when a job runs is the worker's word: a time that cannot be, from a page that was damaged, counts as endless.</summary>
    private static TimeSpan RunningFor(long started, long now) =>
        started < 0 || started - now > Stopwatch.Frequency ? TimeSpan.MaxValue : Stopwatch.GetElapsedTime(Math.Min(started, now), now);

    private void OnCancelLeased(Job job)
    {
        // What was sent for an item whose time was up does not reach the items behind it.
        if (_jobs.ContainsKey(job.Id) && (job.Count > 0 || _stopping?.Job != job))
            SendStop(job, CancelMode.FireOrEnd);
    }

    private void StopOverdue(Job job, int item)
    {
        _stopping = (job, true, item);
        // A job that does not hold its token is killed by this: then it is the last moment to see what it does.
        if (_record is { TokenSeen: false })
            AskForStacks(job, CancelMode.FireOrEnd);
        else
            SendStop(job, CancelMode.FireOrEnd);
    }

    /// <summary>The item of a chunk whose time is up, and which alone is to be ended; null when the whole job is.</summary>
    private int? OverdueItem(Job job) =>
        job.Count > 0 && !job.CancelRequested && _stopping is { TimedOut: true } stopping && stopping.Job == job ? stopping.Item : null;

    /// <summary>The item whose time was up has come to its end after all: it is not the next one that is to be ended for it.</summary>
    private bool HasGoneOn(Job job) => OverdueItem(job) is { } item && item != RunningItem;

    private void OnGraceOver(Job job)
    {
        if (HasGoneOn(job))
        {
            OnLookAtDeadline();
            return;
        }
        // One that does not hold its token was looked at before the grace period, and is deaf: it is not asked twice.
        if (IsOverdue(job) && _record is { TokenSeen: true })
            AskForStacks(job, CancelMode.End);
        else
            SendStop(job, CancelMode.End);
    }

    /// <summary>Asks a worker that is about to be killed what it is doing; the kill follows the answer.</summary>
    private void AskForStacks(Job job, CancelMode how)
    {
        if (_process?.Diagnostics is not { } port)
        {
            SendStop(job, how);
            return;
        }
        var asked = ++_stacksAsked;
        _stacksAwaited.Add(asked);
        Context.PipeToSelf(port.ReadStacksAsync(DiagnosticsPort.Bound), stacks => new StacksRead(asked, job, how, stacks), _ => new StacksRead(asked, job, how, ""));
        // The port is read on the thread pool: with that full, the end of the job does not wait for it.
        Context.ScheduleTell(DiagnosticsPort.Bound + StacksSlack, new StacksRead(asked, job, how, ""));
    }

    private void OnStacksRead(StacksRead read)
    {
        var job = read.Job;
        if (!_stacksAwaited.Remove(read.Number) || _life.IsOver || !_jobs.ContainsKey(job.Id))
            return;
        if (HasGoneOn(job))
        {
            OnLookAtDeadline();
            return;
        }
        _stacks = read.Stacks;
        SendStop(job, read.How);
    }

    private void SendStop(Job job, CancelMode how)
    {
        SendCancel(job, how);
        var (time, wait) = how == CancelMode.End ? (AnswerTime, ProxyWait.Kill) : (setup.Options.GracePeriod.Bounded() + TimerTick, ProxyWait.Grace);
        Context.ScheduleTell(time.Bounded(), new WaitOver(wait, job.Id));
    }

    private void OnAnswerOverdue(Job job)
    {
        if (HasGoneOn(job))
            OnLookAtDeadline();
        else if (_record?.RunningJob == job.Id)
            Kill($"it did not end job {job.Id} ({job.Name}) when it was asked to");
    }

    private void SendCancel(Job job, CancelMode how)
    {
        if (_link is null)
            return;
        Span<byte> message = stackalloc byte[1 + sizeof(int)];
        message[0] = (byte)how;
        var item = OverdueItem(job);
        BinaryPrimitives.WriteInt32LittleEndian(message[1..], item ?? 0);
        _link.AppendUrgent(FrameKind.Cancel, job.Id, item is null ? message[..1] : message);
        WriteNow();
    }

    private bool IsOverdue(Job job) => (_stopping is { TimedOut: true } stopping && stopping.Job == job && !HasGoneOn(job));

    private JobTimeoutException TimeoutOf(Job job, bool killed)
    {
        if (job.Count == 0)
            _stopping = null;
        var how = killed ? "Its worker was killed, since it had no token or did not end by it" : "It ended after its token had fired";
        var what = job.Count == 0 ? "it" : killed ? NameOfItem(job) : "an item of it";
        var option = job.Count == 0 ? "JobOptions.Timeout" : "ItemTimeout";
        var advice = killed ? HowToLook() : "";
        return new JobTimeoutException(
            $"Job {job.Id} ({job.Name}) on worker {id}: {what} ran longer than its limit of {job.Options.Timeout}. {how}. Raise {option}, or find out what it waits for{advice}.")
        { Limit = job.Options.Timeout, Started = true, Pid = _process?.Pid ?? 0, Slot = id.Slot, Generation = id.Generation, ManagedStacks = killed ? _stacks : "" };
    }

    private string HowToLook() =>
        _stacks.Length > 0 ? ": its stacks are in JobTimeoutException.ManagedStacks"
        : _process?.Diagnostics is not null ? "; it did not tell its stacks in time"
        : !OperatingSystem.IsLinux() ? ""
        : ": with ProcessPoolOptions.EnableDiagnostics this error has the worker's stacks";

    private static long ToClock(TimeSpan time) => (long)Math.Min(time.TotalSeconds * Stopwatch.Frequency, long.MaxValue / 4d);
}

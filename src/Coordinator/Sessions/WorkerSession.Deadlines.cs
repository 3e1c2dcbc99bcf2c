using System.Buffers.Binary;
using System.Diagnostics;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Platform.Timing;
using Troupe.Processes.Stacks;

namespace Troupe.Sessions;

/// <summary>
/// Ending one job: by its deadline or because its caller wants it to. The worker itself carries it out, since only there
/// "this job still runs" and "end it" can be one step: a kill decided here could hit the next job. Only a worker that
/// does not answer is killed from here.
/// </summary>
internal sealed partial class WorkerSession
{
    private static readonly TimeSpan s_answerTime = TimeSpan.FromMilliseconds(500);

    /// <summary>How much later than the diagnostics port's own bound its silence is taken for an answer.</summary>
    private static readonly TimeSpan s_stacksSlack = TimeSpan.FromMilliseconds(250);

    /// <summary>Timers count whole milliseconds and may fire that much too early: nobody is to get less time than was promised.</summary>
    private static readonly TimeSpan s_timerTick = TimeSpan.FromMilliseconds(1);

    private ITimer? _deadline;
    private long _deadlineAt = long.MaxValue;

    /// <summary>The job whose time is up, and its item.</summary>
    private (ulong Job, int Item)? _stopping;

    private string _stacks = "";
    private int _stacksAsked;
    private readonly HashSet<int> _stacksAwaited = [];

    /// <summary>Whether a limit that begins now ends before all that are watched. Safe for any thread.</summary>
    private bool IsFirstDeadline(TimeSpan limit) => Stopwatch.GetTimestamp() + ToClock(limit.Bounded()) < Volatile.Read(ref _deadlineAt);

    private void WatchDeadline(TimeSpan limit)
    {
        var wait = limit.Bounded();
        var at = Stopwatch.GetTimestamp() + ToClock(wait);
        if (at >= _deadlineAt)
            return;
        _deadline?.Dispose();
        _deadlineAt = at;
        _deadline = _timers.After(wait, () => RunSerialized(OnDeadlineCheck));
    }

    private void OnDeadlineCheck()
    {
        _deadlineAt = long.MaxValue;
        if (_record is null)
            return;
        if (_stopping is { } stopping && (NumberOf(stopping.Job) is not (> 0 and var stopped) || HasGoneOn(_jobs[stopped])))
            _stopping = null;
        var next = TimeSpan.MaxValue;
        var now = Stopwatch.GetTimestamp();
        foreach (var number in _jobs.Numbers)
        {
            var job = _jobs[number];
            if (job.Timeout is not { } limit)
                continue;
            // Before the start that is looked at: the worker notes a start before the item that it is the start of.
            var item = RunningItem;
            var left = limit;
            if (_record.RunningJob == job.Id && _record.StartedAt is var started and not 0)
                left = limit - RunningFor(started, now);
            if (left <= TimeSpan.Zero && _stopping is null)
                StopOverdue(job, item);
            // A chunk that is being stopped is looked at again: its item may yet end by itself, and then the time of the next one counts.
            var wait = left > TimeSpan.Zero ? left : job.Count == 0 ? TimeSpan.MaxValue : limit > s_answerTime ? limit : s_answerTime;
            next = wait < next ? wait : next;
        }
        if (next < TimeSpan.MaxValue)
            WatchDeadline(next.Bounded() + s_timerTick);
    }

    /// <summary>Since when a job runs is the worker's word: a time that cannot be, from a page that was damaged, counts as
    /// endless.</summary>
    private static TimeSpan RunningFor(long started, long now) =>
        started < 0 || started - now > Stopwatch.Frequency ? TimeSpan.MaxValue : Stopwatch.GetElapsedTime(Math.Min(started, now), now);

    private void OnCancel(ulong id)
    {
        if (NumberOf(id) is not (> 0 and var number))
            return;
        ref var job = ref _jobs[number];
        job.CancelRequested = true;
        // What was sent for an item whose time was up does not reach the items behind it.
        if (job.Count > 0 || _stopping?.Job != id)
            SendStop(job, CancelMode.FireOrEnd);
    }

    private void StopOverdue(in SessionJob job, int item)
    {
        _stopping = (job.Id, item);
        // A job that does not hold its token is killed by this: then it is the last moment to see what it does.
        if (_record is { TokenSeen: false })
            AskForStacks(job, CancelMode.FireOrEnd);
        else
            SendStop(job, CancelMode.FireOrEnd);
    }

    /// <summary>The item of a chunk whose time is up, and which alone is to be ended; null when the whole job is.</summary>
    private int? OverdueItem(in SessionJob job) =>
        job is { Count: > 0, CancelRequested: false } && _stopping is { } stopping && stopping.Job == job.Id ? stopping.Item : null;

    /// <summary>The item whose time was up has come to its end after all: it is not the next one that is to be ended for it.</summary>
    private bool HasGoneOn(in SessionJob job) => OverdueItem(job) is { } item && item != RunningItem;

    private bool IsOverdue(in SessionJob job) => _stopping is { } stopping && stopping.Job == job.Id && !HasGoneOn(job);

    /// <summary>Asks a worker that is about to be killed what it is doing; the kill follows the answer.</summary>
    private void AskForStacks(in SessionJob job, CancelMode how)
    {
        if (_process?.Diagnostics is not { } port)
        {
            SendStop(job, how);
            return;
        }
        var (asked, id) = (++_stacksAsked, job.Id);
        _stacksAwaited.Add(asked);
        var reading = port.ReadStacksAsync(DiagnosticsPort.Bound);
        reading.WhenCompleted(() => RunSerialized(
            () => OnStacksRead(asked, id, how, reading.IsCompletedSuccessfully ? reading.Result : "")));
        // The port is read on the thread pool: with that full, the end of the job does not wait for it.
        Later(DiagnosticsPort.Bound + s_stacksSlack, () => OnStacksRead(asked, id, how, ""));
    }

    private void OnStacksRead(int asked, ulong id, CancelMode how, string stacks)
    {
        if (!_stacksAwaited.Remove(asked) || NumberOf(id) is not (> 0 and var number))
            return;
        if (HasGoneOn(_jobs[number]))
        {
            OnDeadlineCheck();
            return;
        }
        _stacks = stacks;
        SendStop(_jobs[number], how);
    }

    private void SendStop(in SessionJob job, CancelMode how)
    {
        SendCancel(job, how);
        var id = job.Id;
        if (how == CancelMode.End)
            Later(s_answerTime, () => OnAnswerOverdue(id));
        else
            Later(_setup.Options.GracePeriod.Bounded() + s_timerTick, () => OnGraceOver(id));
    }

    private void SendCancel(in SessionJob job, CancelMode how)
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

    private void OnGraceOver(ulong id)
    {
        if (NumberOf(id) is not (> 0 and var number))
            return;
        var job = _jobs[number];
        // One that does not hold its token was looked at before the grace period, and is deaf: it is not asked twice.
        if (HasGoneOn(job))
            OnDeadlineCheck();
        else if (IsOverdue(job) && _record is { TokenSeen: true })
            AskForStacks(job, CancelMode.End);
        else
            SendStop(job, CancelMode.End);
    }

    private void OnAnswerOverdue(ulong id)
    {
        if (NumberOf(id) is not (> 0 and var number))
            return;
        if (HasGoneOn(_jobs[number]))
            OnDeadlineCheck();
        else if (_record?.RunningJob == id)
            KillFor($"it did not end job {id} when it was asked to");
    }

    private static long ToClock(TimeSpan time) => (long)Math.Min(time.TotalSeconds * Stopwatch.Frequency, long.MaxValue / 4d);
}

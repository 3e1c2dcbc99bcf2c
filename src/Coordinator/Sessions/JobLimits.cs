using System.Diagnostics;
namespace Troupe.Sessions;

/// <summary>Watches over the time limits of a session's jobs: which job, or which item of a chunk, has had its time. The session's lock is
/// held, but where it says so.</summary>
internal sealed class JobLimits
{
    /// <summary>Timers count whole milliseconds and may fire that much too early: no job is to get less time than was promised.</summary>
    internal static readonly TimeSpan TimerTick = TimeSpan.FromMilliseconds(1);

    private readonly SessionState _state;
    private readonly SessionGate _gate;
    private readonly JobStops _stops;
    private ITimer? _timer;
    private long _lookAt = long.MaxValue;

    public JobLimits(SessionState state, SessionGate gate, SessionLife life)
    {
        (_state, _gate) = (state, gate);
        _stops = new JobStops(state, gate, life, Look);
    }

    /// <summary>How jobs are ended.</summary>
    public JobStops Stops => _stops;

    /// <summary>Whether a limit that begins now ends before all that are watched. Safe for any thread.</summary>
    public bool IsFirst(TimeSpan limit) => Stopwatch.GetTimestamp() + ToClock(limit.Bounded()) < Volatile.Read(ref _lookAt);

    /// <summary>Checks again after a while, if not before.</summary>
    public void Watch(TimeSpan limit)
    {
        var wait = limit.Bounded();
        var at = Stopwatch.GetTimestamp() + ToClock(wait);
        if (at >= _lookAt)
            return;
        _timer?.Dispose();
        _lookAt = at;
        _timer = _gate.RunLater(wait, Look);
    }

    private void Look()
    {
        _lookAt = long.MaxValue;
        if (_state.Record is not { } record)
            return;
        _stops.ForgetEnded();
        var next = TimeSpan.MaxValue;
        var now = Stopwatch.GetTimestamp();
        foreach (var number in _state.Jobs.Numbers)
        {
            var job = _state.Jobs[number];
            if (job.Timeout is not { } limit)
                continue;
            // Before the start that is looked at: the worker notes a start before the item that it is the start of.
            var item = _state.RunningItem;
            var left = limit;
            if (record.RunningJob == job.Id && record.StartedAt is var started and not 0)
                left = limit - RunningFor(started, now);
            if (left <= TimeSpan.Zero && !_stops.IsStopping)
                _stops.StopOverdue(job, item);
            // A chunk that is being stopped is looked at again: its item may yet end by itself, and then the time of the next one counts.
            var wait = left > TimeSpan.Zero ? left
                : job.Count == 0 ? TimeSpan.MaxValue
                : limit > JobStops.AnswerTime ? limit
                : JobStops.AnswerTime;
            next = wait < next ? wait : next;
        }
        if (next < TimeSpan.MaxValue)
            Watch(next.Bounded() + TimerTick);
    }

    /// <summary>Since when a job runs is the worker's word: a time that cannot be, from a page that was damaged, counts as
    /// endless.</summary>
    private static TimeSpan RunningFor(long started, long now) =>
        started < 0 || started - now > Stopwatch.Frequency ? TimeSpan.MaxValue : Stopwatch.GetElapsedTime(Math.Min(started, now), now);

    private static long ToClock(TimeSpan time) => (long)Math.Min(time.TotalSeconds * Stopwatch.Frequency, long.MaxValue / 4d);
}

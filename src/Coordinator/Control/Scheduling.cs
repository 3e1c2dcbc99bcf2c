using Akka.Actor;
using Troupe.Platform.Timing;

namespace Troupe.Control;

/// <summary>One thing that was given to a <see cref="TimeProviderScheduler"/>, until it was done for the last time or cancelled.</summary>
/// <remarks>A repeated one waits for its interval after each run: runs never overlap, and what was missed is not made up for.</remarks>
internal sealed class Scheduling(TimeProviderScheduler scheduler, Action what, TimeSpan interval, ICancelable? cancelable)
{
    /// <summary>What a timer holds; a longer time is waited for in parts.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(49);

    private ITimer? _timer;
    private CancellationTokenRegistration _cancellation;
    private TimeSpan _left;
    private volatile bool _ended;

    /// <summary>Waits, and does it then.</summary>
    public void Begin(TimeProvider clock, TimeSpan delay)
    {
        try
        {
            // Armed last: from then on it may fire on another thread.
            _timer = clock.CreateTimer(
                static state => ((Scheduling)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (cancelable is not null)
                _cancellation = cancelable.Token.UnsafeRegister(static state => ((Scheduling)state!).End(), this);
        }
        catch
        {
            End();
            throw;
        }
        Interlocked.MemoryBarrier(); // An end that has not seen the timer is seen here.
        if (_ended)
            _timer.Dispose();
        else if (delay > TimeSpan.Zero)
            Arm(delay);
        else
            ControlThreads.Post(Run); // Due at once, but not on the thread that schedules it, as some clocks would have it.
    }

    /// <summary>It does not happen (again). Does not wait for a run that goes on.</summary>
    public void End()
    {
        _ended = true;
        scheduler.Forget(this);
        _timer?.Dispose();
        _cancellation.Unregister();
    }

    private void Arm(TimeSpan delay)
    {
        var part = delay < s_longest ? delay : s_longest;
        _left = delay - part;
        _timer!.Change(part, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        if (_left > TimeSpan.Zero)
            Arm(_left);
        else
            Run();
    }

    private void Run()
    {
        if (_ended || cancelable is { IsCancellationRequested: true })
            return;
        var repeated = interval != Timeout.InfiniteTimeSpan;
        if (!repeated)
            End(); // Before it runs, which may take long: it is no longer pending.
        try
        {
            what();
        }
        catch (Exception error)
        {
            // It runs on a thread of Troupe's, which would end the process.
            End();
            scheduler.Report(error);
            return;
        }
        if (repeated && !_ended)
            Arm(interval);
    }
}

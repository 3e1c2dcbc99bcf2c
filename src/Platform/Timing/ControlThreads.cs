using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Troupe.Platform.Timing;

/// <summary>
/// The threads on which Troupe keeps its time: they run what falls due without the thread pool, which is the application's and may be
/// full. Shared by all pools of the process, started with the first of them, asleep until the next thing is due.
/// </summary>
/// <remarks>
/// Work here is short. What it calls may still be held up (by the application's logger), so a thread that takes work sees to
/// it that another one watches meanwhile: usually there are two, and more only while some are held up.
/// </remarks>
internal static class ControlThreads
{
    /// <summary>The one that takes the next work, and the one that watches then.</summary>
    private const int MostIdle = 2;

    private const int StackBytes = 512 * 1024;
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

    // A Monitor, since a Lock cannot be waited on.
    private static readonly object s_gate = new();
    private static readonly SortedSet<ControlTimer> s_armed = new(ControlTimer.ByDueTime);
    private static readonly Queue<Action> s_posted = new();
    private static long s_armings;
    private static int s_threads;
    private static int s_idle;

    /// <summary>Runs something as soon as possible, never on the caller's own stack.</summary>
    /// <exception cref="OutOfMemoryException">The system has no memory for the first of these threads.</exception>
    internal static void Post(Action work)
    {
        lock (s_gate)
        {
            s_posted.Enqueue(work);
            Wake();
        }
    }

    /// <returns>False when the timer was disposed of.</returns>
    internal static bool Arm(ControlTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (s_gate)
        {
            if (timer.Disposed)
                return false;
            Disarm(timer);
            timer.Period = period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan;
            if (dueTime == Timeout.InfiniteTimeSpan)
                return true;
            Insert(timer, Stopwatch.GetTimestamp() + ToTicks(dueTime));
            if (s_armed.Min == timer)
                Wake();
            return true;
        }
    }

    internal static void End(ControlTimer timer)
    {
        lock (s_gate)
        {
            timer.Disposed = true;
            Disarm(timer);
        }
    }

    private static void Insert(ControlTimer timer, long due)
    {
        (timer.Due, timer.Arming) = (due, ++s_armings);
        s_armed.Add(timer);
    }

    private static void Disarm(ControlTimer timer)
    {
        if (timer.Arming == 0)
            return;
        s_armed.Remove(timer);
        timer.Arming = 0;
    }

    /// <summary>Lets a thread check again what is due.</summary>
    private static void Wake()
    {
        if (s_idle > 0)
            Monitor.Pulse(s_gate);
        else
            AddThread();
    }

    private static void AddThread()
    {
        try
        {
            // Without the caller's execution context: the thread outlives it.
            new Thread(Run, StackBytes) { IsBackground = true, Name = "Troupe control" }.UnsafeStart();
        }
        catch (OutOfMemoryException) when (s_threads > 0)
        {
            // The existing ones check again when they have finished.
            return;
        }
        s_threads++;
        s_idle++;
    }

    private static void Run()
    {
        Monitor.Enter(s_gate);
        while (s_idle <= MostIdle)
        {
            if (!TryRunDue())
                Monitor.Wait(s_gate, UntilNext());
        }
        s_idle--;
        s_threads--;
        Monitor.Exit(s_gate);
    }

    // A frame of its own: a thread that waits would keep alive what it has run last.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryRunDue()
    {
        if (TakeDue() is not { } work)
            return false;
        if (--s_idle == 0)
            AddThread();
        else if (s_posted.Count + s_armed.Count > 0)
            Monitor.Pulse(s_gate); // The other one waits for what was next before: it is to check again, since this one may be held up.
        Monitor.Exit(s_gate);
        work();
        Monitor.Enter(s_gate);
        s_idle++;
        return true;
    }

    private static Action? TakeDue()
    {
        if (s_posted.TryDequeue(out var posted))
            return posted;
        var now = Stopwatch.GetTimestamp();
        if (s_armed.Min is not { } timer || timer.Due > now)
            return null;
        Disarm(timer);
        if (timer.Period != Timeout.InfiniteTimeSpan)
            Insert(timer, NextDue(timer.Due, ToTicks(timer.Period), now));
        return timer.Fire;
    }

    /// <summary>Counted from when it was due, so that periods do not drift; what was missed, by a machine that slept, is not made up
    /// for.</summary>
    private static long NextDue(long due, long period, long now) => due + period > now ? due + period : now + period;

    /// <summary>Whole milliseconds, rounded up: a timer may be late, and is never early.</summary>
    private static TimeSpan UntilNext()
    {
        if (s_armed.Min is not { } next)
            return Timeout.InfiniteTimeSpan;
        var wait = TimeSpan.FromMilliseconds(
            Math.Ceiling(Math.Max(0, Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next.Due).TotalMilliseconds)));
        return wait < s_longestWait ? wait : s_longestWait;
    }

    private static long ToTicks(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds * Stopwatch.Frequency);
}

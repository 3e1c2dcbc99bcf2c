using Troupe.Logging;
using Troupe.Platform.Timing;

namespace Troupe.Sessions;

/// <summary>
/// One thing after another: what happens to a session is worked on under its lock, which is held for moments. What follows for others
/// (events, lines of the log, code that may take longer) is noted under the lock and worked on without it, in order.
/// </summary>
/// <param name="setup">Whose log takes the failures of what follows, and whose clock times are measured by.</param>
/// <param name="events">Where the session tells what happens.</param>
/// <param name="work">Works on one thing; the lock is held.</param>
internal sealed class SessionGate(PoolSetup setup, ISessionEvents events, Action<Action> work) : IDisposable
{
    private readonly Queue<Action> _afterwards = new();
    private readonly TimerSet _timers = new(ControlClock.For(setup.Options.TimeProvider));

    /// <summary>The session's lock. After it was taken by other means than <see cref="Run"/>, <see cref="Leave"/> is called.</summary>
    public Lock Lock { get; } = new();

    /// <summary>Works on one thing, and then on what follows for others.</summary>
    public void Run(Action what)
    {
        if (Lock.IsHeldByCurrentThread)
        {
            work(what);
            return;
        }
        lock (Lock)
            work(what);
        Leave();
    }

    /// <summary>Works on one thing later.</summary>
    /// <returns>To be disposed of when it is not wanted any longer.</returns>
    public ITimer RunLater(TimeSpan time, Action what) => _timers.After(time.Bounded(), () => Run(what));

    /// <summary>Tells an event. The lock is held.</summary>
    public void Tell(SessionEvent happened) => events.Add(happened);

    /// <summary>Tells an event of which no other must wait. The lock need not be held.</summary>
    public void TellNow(SessionEvent happened)
    {
        events.Add(happened);
        events.Run();
    }

    /// <summary>Has something done without the lock, which is held now: what must not be held up by others, or hold them up.</summary>
    public void Afterwards(Action what) => _afterwards.Enqueue(what);

    /// <summary>Works on what was noted for after the lock. The lock is not held.</summary>
    public void Leave()
    {
        // What this thread has noted it sees without the lock.
        while (_afterwards.Count > 0 && TakeAfterwards() is { } what)
        {
            try
            {
                what();
            }
            catch (Exception error)
            {
                // What follows is for others, and they wait for it.
                Log.PartFailed(setup.Log, error);
            }
        }
        events.Run();
    }

    /// <summary>Nothing is run later any longer.</summary>
    public void Dispose() => _timers.Dispose();

    private Action? TakeAfterwards()
    {
        lock (Lock)
            return _afterwards.TryDequeue(out var what) ? what : null;
    }
}

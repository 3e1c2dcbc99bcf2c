using Akka.Actor;
using Akka.Configuration;
using Troupe.Platform.Timing;

namespace Troupe.Control;

/// <summary>
/// An <see cref="ActorSystem"/> of Troupe's own, in this process alone. It has no thread of its own, no timer while nothing is
/// scheduled, and no say in how the process ends. Safe for any thread.
/// </summary>
internal sealed class LocalActorSystem
{
    internal const string Name = "troupe";

    private readonly TimeProvider _clock;

    private LocalActorSystem(ActorSystem system, TimeProvider clock) => (System, _clock) = (system, clock);

    public ActorSystem System { get; }

    /// <summary>
    /// Makes one, which takes 100 to 200 ms of a core for the first in a process: not on a thread that a caller waits for.
    /// </summary>
    /// <param name="clock">What its timers go by; the system's one is taken without the thread pool.</param>
    public static LocalActorSystem Create(TimeProvider clock)
    {
        clock = ControlClock.For(clock);
        var settings = ConfigurationFactory.ParseString(LocalSettings.Text);
        return new(TimeProviderScheduler.WithClock(clock, () => ActorSystem.Create(Name, settings)), clock);
    }

    /// <summary>Stops all actors, children first, and then all timers.</summary>
    /// <param name="bound">How long the actors have; one that hangs is left behind, on a thread that holds up nothing.</param>
    /// <returns>False when there were actors left.</returns>
    public async Task<bool> EndAsync(TimeSpan bound)
    {
        _ = System.Terminate();
        // Not what Terminate returns: that is completed by the thread pool.
        var ended = ((ExtendedActorSystem)System).Provider.TerminationTask;
        try
        {
            await ended.WaitAsync(bound, _clock).OnControlThread();
        }
        catch (TimeoutException)
        {
            // Told by what is returned.
        }
        ((TimeProviderScheduler)System.Scheduler).Dispose();
        return ended.IsCompleted;
    }
}

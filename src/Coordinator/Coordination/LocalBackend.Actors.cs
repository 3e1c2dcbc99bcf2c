using System.Globalization;
using Troupe.Dispatching;
using Troupe.Logging;
using Troupe.Platform.Timing;
using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Coordination;

/// <summary>The actors that watch over the pool, once it needs some.</summary>
internal sealed partial class LocalBackend
{
    private static int s_lastNumber;

    /// <summary>The pool's actors, made by the first call that needs them, and the actor system with them.</summary>
    /// <exception cref="PoolClosedException">The pool has ended.</exception>
    public Task<IPoolActors> ActorsAsync() =>
        _actors?.GetAsync() ?? throw new InvalidOperationException("What hosts an object, or is a child process, hosts no actors.");

    /// <summary>A message to a hosted actor, or from one, could not be sent.</summary>
    public void OnMessageRefused(Type message, Exception error) => Log.MessageRefused(_log, message.FullName ?? message.Name, error);

    /// <summary>
    /// What the actors have of the pool. Until somebody outside has an actor's reference, it must not keep a pool that the application has
    /// dropped.
    /// </summary>
    private sealed class Known(WeakReference<LocalBackend> pool)
    {
        public LocalBackend? Kept { get; set; }

        public LocalBackend? Pool => Kept ?? (pool.TryGetTarget(out var dropped) ? dropped : null);
    }

    /// <summary>
    /// The actors, made now if there are none. The caller gives out a reference, by which the pool can be reached from now on: it does not
    /// end any longer when it is dropped.
    /// </summary>
    /// <exception cref="PoolClosedException">The pool has ended.</exception>
    /// <exception cref="PoolStartException">Its actors could not be made.</exception>
    public IPoolActors GiveOutActors()
    {
        var actors = _actors!.GetAsync().GetAwaiter().GetResult();
        _known.Kept = this;
        return actors;
    }

    private static LazyActors NewActors(ActorsLocation location, DispatchLoop loop, PoolSetup setup, Known known)
    {
        var number = Interlocked.Increment(ref s_lastNumber);
        var name = string.Create(CultureInfo.InvariantCulture, $"troupe-{number}");
        var actors = new PoolActorsSetup(name, setup.Options.SpareWorkers, loop.Tell, error => OnActorsEnded(known.Pool, error), setup.Log)
        {
            Run = (job, onlySlot) => RunAsync(known.Pool, job, onlySlot),
            Drain = () => _ = known.Pool?.DrainAndEndAsync("The pool's actor was sent a PoisonPill, and the pool takes no more jobs."),
        };
        return new LazyActors(
            () => location.OpenAsync(actors),
            error => OnActorsFailed(location, known.Pool, setup, error),
            ControlClock.Instance);
    }

    private static Task<object?> RunAsync(LocalBackend? pool, PoolJob job, int onlySlot) => pool is null
        ? Task.FromException<object?>(new PoolClosedException("The pool was dropped without being disposed of."))
        : job.RunAsync(pool, onlySlot);

    private static void OnActorsEnded(LocalBackend? pool, Exception? error)
    {
        var reason = error is null
            ? "The pool's actor was stopped, and the pool takes no more jobs."
            : $"The pool's coordinator failed again and again, at last with {error.GetType().Name}: {error.Message} See the log; start "
                + "another pool.";
        _ = pool?.EndAsync(kill: false, reason);
    }

    /// <summary>A pool does not need them: what decides until they take over goes on.</summary>
    private static void OnActorsFailed(ActorsLocation location, LocalBackend? pool, PoolSetup setup, Exception error)
    {
        Log.ActorsNotMade(setup.Log, error);
        if (location.IsApplications)
            _ = pool?.EndAsync(kill: true, error.Message); // Which was to be told, and stopped, by its actor.
    }
}

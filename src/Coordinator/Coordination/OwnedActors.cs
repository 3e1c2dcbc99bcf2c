using System.Globalization;
using Troupe.Dispatching;
using Troupe.Logging;
using Troupe.Platform.Timing;
using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Coordination;

/// <summary>
/// The actors that watch over a pool, once it needs some, and what they have of it. Until something outside has an actor's reference, they
/// must not keep a pool that the application has dropped: they know it by a weak reference. Safe for any thread.
/// </summary>
internal sealed class OwnedActors
{
    private static int s_lastNumber;

    private readonly ActorsLocation _location;
    private readonly PoolSetup _setup;
    private readonly WeakReference<LocalBackend> _pool;
    private readonly LazyActors _actors;
    private LocalBackend? _kept;

    /// <param name="location">Where they live.</param>
    /// <param name="loop">Takes what they decide.</param>
    /// <param name="setup">The pool's.</param>
    /// <param name="pool">The pool; kept where its actors are the application's to reach.</param>
    public OwnedActors(ActorsLocation location, DispatchLoop loop, PoolSetup setup, LocalBackend pool)
    {
        (_location, _setup, _pool) = (location, setup, new WeakReference<LocalBackend>(pool));
        if (location.IsApplications)
            _kept = pool;
        var number = Interlocked.Increment(ref s_lastNumber);
        var name = string.Create(CultureInfo.InvariantCulture, $"troupe-{number}");
        var actors = new PoolActorsSetup(name, setup.Options.SpareWorkers, loop.Tell, OnEnded, setup.Log)
        {
            Run = RunAsync,
            Drain = () => _ = Pool?.DrainAndEndAsync("The pool's actor was sent a PoisonPill, and the pool no longer accepts jobs."),
        };
        _actors = new LazyActors(() => location.OpenAsync(actors), OnNotMade, ControlClock.Instance);
    }

    /// <summary>They will be needed. Does not wait.</summary>
    public void BeginSoon() => _actors.BeginSoon();

    /// <summary>The actors, made now if there are none, and the actor system with them.</summary>
    /// <exception cref="PoolClosedException">The pool has ended.</exception>
    public Task<IPoolActors> GetAsync() => _actors.GetAsync();

    /// <summary>
    /// The actors, made now if there are none. The caller gives out a reference, by which the pool can be reached from now on: it no longer
    /// ends when it is dropped.
    /// </summary>
    /// <param name="pool">The pool.</param>
    /// <exception cref="PoolClosedException">The pool has ended.</exception>
    /// <exception cref="PoolStartException">Its actors could not be made.</exception>
    public IPoolActors GiveOut(LocalBackend pool)
    {
        var actors = _actors.GetAsync().GetAwaiter().GetResult();
        _kept = pool;
        return actors;
    }

    /// <summary>Stops them.</summary>
    /// <param name="bound">How long they have.</param>
    public Task EndAsync(TimeSpan bound) => _actors.EndAsync(bound);

    private LocalBackend? Pool => _kept ?? (_pool.TryGetTarget(out var pool) ? pool : null);

    private Task<object?> RunAsync(PoolJob job, int onlySlot) => Pool is { } pool
        ? job.RunAsync(pool, onlySlot)
        : Task.FromException<object?>(new PoolClosedException("The pool was dropped without being disposed of."));

    private void OnEnded(Exception? error)
    {
        var reason = error is null
            ? "The pool's actor was stopped, and the pool no longer accepts jobs."
            : $"The pool's coordinator failed again and again, at last with {error.GetType().Name}: {error.Message} See the log; start "
                + "another pool.";
        _ = Pool?.EndAsync(kill: false, reason);
    }

    /// <summary>A pool does not need them: what decides until they take over goes on.</summary>
    private void OnNotMade(Exception error)
    {
        Log.ActorsNotMade(_setup.Log, error);
        if (_location.IsApplications)
            _ = Pool?.EndAsync(kill: true, error.Message); // Which was to be told, and stopped, by its actor.
    }
}

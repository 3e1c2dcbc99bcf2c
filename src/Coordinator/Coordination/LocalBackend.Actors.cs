using System.Globalization;
using Troupe.Dispatching;
using Troupe.Logging;
using Troupe.Sessions;
using Troupe.Supervision;
using Troupe.Timing;

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

    private static LazyActors NewActors(ActorsPlace place, DispatchLoop loop, PoolSetup setup, Func<LocalBackend?> pool)
    {
        var number = Interlocked.Increment(ref s_lastNumber);
        var name = string.Create(CultureInfo.InvariantCulture, $"troupe-{number}");
        var actors = new PoolActorsSetup(name, setup.Options.SpareWorkers, loop.Tell, error => OnActorsEnded(pool(), error), setup.Log);
        return new LazyActors(() => place.OpenAsync(actors), error => OnActorsFailed(pool(), setup, error), ControlClock.Instance);
    }

    private static void OnActorsEnded(LocalBackend? pool, Exception? error)
    {
        var reason = error is null
            ? "The pool's actor was stopped, and the pool takes no more jobs."
            : $"The pool's coordinator failed again and again, at last with {error.GetType().Name}: {error.Message} See the log; start another pool.";
        _ = pool?.EndAsync(kill: false, reason);
    }

    private static void OnActorsFailed(LocalBackend? pool, PoolSetup setup, Exception error)
    {
        Log.PartFailed(setup.Log, error);
        _ = pool?.EndAsync(kill: true, error.Message);
    }
}

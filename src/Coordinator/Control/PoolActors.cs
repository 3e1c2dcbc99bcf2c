using Akka.Actor;
using Troupe.Platform.Timing;
using Troupe.Supervision;

namespace Troupe.Control;

/// <summary>The actors of one pool, in Troupe's own system or in the application's. Safe for any thread.</summary>
internal sealed class PoolActors : IPoolActors
{
    private readonly ActorSystemUse? _use;

    private PoolActors(ActorSystem system, ActorSystemUse? use, PoolActorsSetup setup)
    {
        (System, _use) = (system, use);
        Root = system.ActorOf(ActorDispatcher.NewProps<PoolActor>(setup).WithMailbox(DrainMailbox.Id), setup.Name);
    }

    /// <summary>See <see cref="PoolActor"/>.</summary>
    public IActorRef Root { get; }

    public ActorSystem System { get; }

    /// <summary>In the system that all pools of this process share, unless the application has given them its own.</summary>
    public static async Task<IPoolActors> OpenAsync(PoolActorsSetup setup)
    {
        var use = await SharedActorSystem.OfProcess.UseAsync().OnControlThread();
        try
        {
            return new PoolActors(use.System, use, setup);
        }
        catch
        {
            await use.EndAsync(TimeSpan.Zero).OnControlThread();
            throw;
        }
    }

    /// <summary>In the application's system, which needs no settings for them.</summary>
    public static ActorsLocation In(ActorSystem system) => new(setup => OpenAsync(system, setup), IsApplications: true);

    private static Task<IPoolActors> OpenAsync(ActorSystem system, PoolActorsSetup setup)
    {
        ActorDispatcher.AddTo(system);
        return Task.FromResult<IPoolActors>(new PoolActors(system, null, setup));
    }

    public async Task EndAsync(TimeSpan bound)
    {
        var gone = Root.WatchAsync();
        System.Stop(Root);
        try
        {
            await gone.WaitAsync(bound, ControlClock.Instance).OnControlThread();
        }
        catch (TimeoutException)
        {
            // One that hangs is left behind, on a thread that holds up nothing.
        }
        if (_use is not null)
            await _use.EndAsync(bound).OnControlThread();
    }
}

using Akka.Actor;
using Akka.Routing;
using Troupe.Coordination;
using Troupe.Timing;

namespace Troupe.Hosting;

/// <summary>The actors that one call of <c>SpawnAsync</c> makes: one, or as many as a router has routees. Safe for any thread.</summary>
internal sealed class HostedActors
{
    private static long s_last;

    private readonly Lock _gate = new();
    private readonly List<HostedProcess> _processes = [];
    private readonly TaskCompletionSource _started = ControlTasks.NewSource();
    private readonly Props _props;
    private readonly HostedOptions _options;
    private readonly LocalBackend _pool;
    private readonly int _count;
    private readonly CancellationToken _cancellationToken;
    private int _left;

    private HostedActors(Props props, int count, HostedOptions options, LocalBackend pool, CancellationToken cancellationToken)
    {
        (_props, _count, _left, _options, _pool, _cancellationToken) = (props, count, count, options, pool, cancellationToken);
    }

    public bool MessagesWait => _options.MessagesWait;

    /// <summary>Makes them, in the pool's actor system.</summary>
    public static async Task<IActorRef> SpawnAsync(Props props, HostedOptions options, LocalBackend pool, CancellationToken cancellationToken)
    {
        var count = HostedProps.Check(props, pool.Options);
        var system = await pool.ActorSystemAsync().WaitAsync(cancellationToken).OnControlThread();
        var hosted = new HostedActors(props, count ?? 1, options, pool, cancellationToken);
        var own = Props.Create<HostedActor>(hosted).WithStashCapacity(HostedActor.MostWaiting);
        var reference = system.ActorOf(count is null ? own : own.WithRouter(new RoundRobinPool(count.Value)), $"troupe-actor-{Interlocked.Increment(ref s_last)}");
        try
        {
            await hosted._started.Task.WaitAsync(cancellationToken).OnControlThread();
            return reference;
        }
        catch
        {
            system.Stop(reference);
            await hosted.EndAsync().OnControlThread(); // Those that did start are nobody's.
            throw;
        }
    }

    /// <summary>From the actor of a reference that begins: starts its process. Also of one that a router has got later.</summary>
    public HostedProcess Begin(IActorRef reference, ActorCell cell)
    {
        var process = new HostedProcess(reference, cell, _props, _options, _pool);
        bool isFirst;
        lock (_gate)
        {
            _processes.Add(process);
            isFirst = _processes.Count <= _count;
        }
        var start = process.StartAsync(isFirst ? _cancellationToken : CancellationToken.None);
        start.WhenCompleted(() => OnStarted(process, start, isFirst));
        return process;
    }

    private void OnStarted(HostedProcess process, Task start, bool isFirst)
    {
        if (!start.IsCompletedSuccessfully)
            process.OnNotStarted();
        if (!isFirst)
            return;
        if (start.IsCanceled)
            _started.TrySetCanceled(_cancellationToken);
        else if (start.Exception is { } error)
            _started.TrySetException(error.InnerExceptions);
        else if (Interlocked.Decrement(ref _left) == 0)
            _started.TrySetResult();
    }

    private Task EndAsync()
    {
        lock (_gate)
            return Task.WhenAll(_processes.Select(process => process.EndAsync(kill: true)));
    }
}

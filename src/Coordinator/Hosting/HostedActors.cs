using Akka.Actor;
using Akka.Routing;
using Troupe.Control;
using Troupe.Coordination;
using Troupe.Platform.Timing;

namespace Troupe.Hosting;

/// <summary>The actors that one call of <c>SpawnAsync</c> makes: one, or as many as a router has routees. Safe for any thread.</summary>
internal sealed class HostedActors : IHostedObject
{
    private static long s_last;

    private readonly Lock _gate = new();
    private readonly List<HostedProcess> _processes = [];
    private readonly TaskCompletionSource _started = ControlTasks.NewSource();
    private readonly Props _props;
    private readonly HostedOptions _options;
    private readonly LocalBackend _pool;
    private readonly int _count;
    private int _left;
    private bool _ended;

    private HostedActors(Props props, int count, HostedOptions options, LocalBackend pool) =>
        (_props, _count, _left, _options, _pool) = (props, count, count, options, pool);

    public bool MessagesWait => _options.MessagesWait;

    /// <summary>The actor, or the router; set when it is there.</summary>
    public IActorRef Reference { get; private set; } = ActorRefs.Nobody;

    /// <summary>Makes them, in the pool's actor system. The pool's end gives the start up, and waits until nothing of it is left.</summary>
    public static async Task<IActorRef> SpawnAsync(
        Props props, HostedOptions options, LocalBackend pool, CancellationToken cancellationToken)
    {
        var count = HostedProps.Check(props, pool.Options);
        var hosted = new HostedActors(props, count ?? 1, options, pool);
        await pool.Hosted.StartAsync(token => hosted.StartAsync(count, token), cancellationToken).OnControlThread();
        hosted.RemoveIfOver();
        return hosted.Reference;
    }

    private async Task<HostedActors> StartAsync(int? routees, CancellationToken cancellationToken)
    {
        var system = ((PoolActors)await _pool.ActorsAsync().WaitAsync(cancellationToken).OnControlThread()).System;
        var own = ActorDispatcher.NewProps<HostedActor>(this).WithStashCapacity(HostedActor.MostWaiting);
        if (routees is { } count)
            own = own.WithRouter(new RoundRobinPool(count).WithSupervisorStrategy(new OneForOneStrategy(static _ => Directive.Stop)));
        Reference = system.ActorOf(own, $"troupe-actor-{Interlocked.Increment(ref s_last)}");
        try
        {
            await _started.Task.WaitAsync(cancellationToken).OnControlThread();
            return this;
        }
        catch
        {
            await EndAsync(kill: true).OnControlThread(); // Those that did start have no reference that anyone knows.
            throw;
        }
    }

    /// <summary>From the actor of a reference that begins: starts its process. Also of one that a router has got later.</summary>
    public HostedProcess Begin(IActorRef reference, ActorCell cell)
    {
        var process = new HostedProcess(reference, cell, _props, _options, _pool);
        bool isFirst, isOver;
        lock (_gate)
        {
            isOver = _ended;
            isFirst = _processes.Count < _count && !_started.Task.IsCompleted;
            _processes.Add(process);
        }
        var start = isOver ? Task.FromException(new PoolClosedException("The actors were stopped.")) : process.StartAsync();
        start.WhenCompleted(() => OnStarted(process, start, isFirst));
        return process;
    }

    private void OnStarted(HostedProcess process, Task start, bool isFirst)
    {
        var error = start.Exception; // Observed, also where no caller waits for it: the process's own pool has logged it.
        if (!start.IsCompletedSuccessfully)
            process.OnNotStarted();
        process.Ended.WhenCompleted(() => OnEnded(process));
        if (!isFirst)
            return;
        if (start.IsCanceled)
            _started.TrySetCanceled();
        else if (error is not null)
            _started.TrySetException(error.InnerExceptions);
        else if (Interlocked.Decrement(ref _left) == 0)
            _started.TrySetResult();
    }

    private void OnEnded(HostedProcess process)
    {
        lock (_gate)
            _processes.Remove(process);
        RemoveIfOver();
    }

    private void RemoveIfOver()
    {
        lock (_gate)
        {
            if (_processes.Count > 0)
                return;
        }
        _pool.Hosted.Remove(this);
    }

    /// <summary>What actors do is not counted: they end when they are told to.</summary>
    public Task DrainedAsync() => Task.CompletedTask;

    public async Task EndAsync(bool kill)
    {
        HostedProcess[] all;
        lock (_gate)
        {
            _ended = true;
            all = [.. _processes];
        }
        (Reference as IInternalActorRef)?.Stop();
        await Task.WhenAll(all.Select(process => process.EndAsync(kill))).OnControlThread();
        _pool.Hosted.Remove(this);
    }
}

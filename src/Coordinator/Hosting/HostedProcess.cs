using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Troupe.Coordination;
using Troupe.Hosting.Bridges;
using Troupe.Remoting.Links;
using Troupe.Sessions;
using Troupe.Timing;

namespace Troupe.Hosting;

/// <summary>The process of a hosted actor, and those that follow it when it is lost. Ends with its reference, and ends that. Safe for any thread.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source that has no timer, and of whose token nobody asks the handle, holds nothing.")]
internal sealed class HostedProcess : IHostedObject, IActorSeat
{
    private readonly IActorRef _reference;
    private readonly ActorCell _cell;
    private readonly Props _props;
    private readonly HostedOptions _options;
    private readonly ProcessPoolOptions _poolOptions;
    private readonly HostedObjects _owner;
    private readonly Action<Type, Exception> _refused;
    private readonly LossBudget _budget;
    private readonly CancellationTokenSource _starting = new();
    private readonly TaskCompletionSource _stopped = ControlTasks.NewSource();
    private readonly Lock _gate = new();
    private Task<OwnProcess>? _process;
    private Task? _ended;
    private volatile bool _ready;

    public HostedProcess(IActorRef reference, ActorCell cell, Props props, HostedOptions options, LocalBackend pool)
    {
        (_reference, _cell, _props, _options, _poolOptions, _owner) = (reference, cell, props, options, pool.Options, pool.Hosted);
        _refused = pool.OnMessageRefused;
        _budget = new LossBudget(options.MaxRestarts, options.RestartWindow);
    }

    /// <summary>Whether the actor runs.</summary>
    public bool IsReady => _ready;

    public Task StartAsync(CancellationToken cancellationToken) => _owner.StartAsync(token => StartProcessAsync(token), cancellationToken);

    private async Task<HostedProcess> StartProcessAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _starting.Token);
        var subject = new HostedSubject(_props.Type.Name, null, OnLost) { Actor = this };
        lock (_gate)
            _process = OwnProcess.StartAsync(_options.ForOneProcess(_poolOptions), subject, either.Token);
        await _process.OnControlThread();
        return this;
    }

    /// <summary>What actors do is not counted: they end when they are told to.</summary>
    public Task DrainedAsync() => Task.CompletedTask;

    public Task EndAsync(bool kill)
    {
        ((IInternalActorRef)_reference).Stop();
        return EndProcessAsync(kill);
    }

    /// <summary>The reference ends, and the process with it.</summary>
    public void OnReferenceStopped()
    {
        _ready = false;
        _stopped.TrySetResult();
        _ = ControlTasks.Begin(() => EndProcessAsync(kill: false));
    }

    /// <summary>There is no process, and there will be none.</summary>
    public void OnNotStarted() => _reference.Tell(HostedActor.Over.Instance);

    public IActorPeer Connect(Link link)
    {
        var bridge = new ActorBridge(_cell, new BridgeEnd
        {
            HostsActor = false,
            Send = link.Append,
            Flush = link.Flush,
            IsClosed = () => link.Closed,
            MaximumMessage = _poolOptions.MaximumMessage,
            Allowed = HostedProps.AllowedBy(_poolOptions),
            Refused = _refused,
        });
        return new Peer(this, bridge, link);
    }

    private async Task EndProcessAsync(bool kill)
    {
        await _starting.CancelAsync().OnControlThread();
        Task<OwnProcess>? started;
        lock (_gate)
            started = _process;
        if (started is not null)
        {
            await started.ContinueWith(static _ => { }, TaskScheduler.Default).OnControlThread();
            if (started.IsCompletedSuccessfully)
                await EndOnceAsync(started.Result, kill).OnControlThread();
        }
        _owner.Remove(this);
    }

    private Task EndOnceAsync(OwnProcess process, bool kill)
    {
        var killed = kill ? process.KillAsync() : Task.CompletedTask;
        lock (_gate)
            return _ended is null || kill ? _ended = EndAfterAsync(killed, process) : _ended;
    }

    private static async Task EndAfterAsync(Task killed, OwnProcess process)
    {
        await killed.OnControlThread();
        await process.EndAsync().OnControlThread();
    }

    /// <summary>Between two steps of the dispatcher: decides at once.</summary>
    private bool OnLost(WorkerLostException error)
    {
        _ready = false;
        var again = _budget.TryUse(_poolOptions.TimeProvider.GetTimestamp(), _poolOptions.TimeProvider);
        if (!again)
            _reference.Tell(HostedActor.Over.Instance);
        return again;
    }

    /// <summary>The bridge to one process, as the session sees it.</summary>
    private sealed class Peer(HostedProcess process, ActorBridge bridge, Link link) : IActorPeer
    {
        public void Start()
        {
            try
            {
                bridge.SendStart(process._props);
            }
            catch (Exception error)
            {
                // It could be encoded when it was checked; what it is made of is the user's, and may have changed.
                link.Close($"the actor cannot be sent to its process: {error.Message}");
            }
        }

        public void Handle(in Messages.Frames.FrameHeader header, ReadOnlySpan<byte> message) => bridge.Handle(header, message);

        public void OnReady()
        {
            process._ready = true;
            process._reference.Tell(new HostedActor.Ready(bridge));
        }

        public void End(string how)
        {
            process._ready = false;
            bridge.End(new WorkerLostException($"The process of the actor was lost before it answered: {how}.") { Reason = WorkerLostReason.Crashed });
        }
    }
}

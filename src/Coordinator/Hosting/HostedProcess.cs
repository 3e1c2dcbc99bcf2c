using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Troupe.Coordination;
using Troupe.Hosting.Bridges;
using Troupe.Links;
using Troupe.Platform.Timing;
using Troupe.Sessions;

namespace Troupe.Hosting;

/// <summary>
/// The process of a hosted actor, and those that follow it when it is lost. Ends with its reference, and ends that. Safe for any thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer, whose token's handle is never requested, holds nothing.")]
internal sealed class HostedProcess : IHostedActor
{
    private readonly IActorRef _reference;
    private readonly ActorCell _cell;
    private readonly Props _props;
    private readonly HostedOptions _options;
    private readonly ProcessPoolOptions _poolOptions;
    private readonly Action<Type, Exception> _refused;
    private readonly LossBudget _budget;
    private readonly CancellationTokenSource _starting = new();
    private readonly TaskCompletionSource _ended = ControlTasks.NewSource();
    private readonly Lock _gate = new();
    private Task<OwnProcess>? _process;
    private volatile bool _ready;

    public HostedProcess(IActorRef reference, ActorCell cell, Props props, HostedOptions options, LocalBackend pool)
    {
        (_reference, _cell, _props, _options, _poolOptions) = (reference, cell, props, options, pool.Options);
        _refused = pool.OnMessageRefused;
        _budget = new LossBudget(options.MaxRestarts, options.RestartWindow);
    }

    /// <summary>Whether the actor runs.</summary>
    public bool IsReady => _ready;

    /// <summary>Completes when the process has ended for good, or could not be started.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts the process, once; given up when the reference ends.</summary>
    public async Task StartAsync()
    {
        var hosted = new HostedInstanceSetup(_props.Type.Name, null, OnLost) { Actor = this };
        lock (_gate)
            _process = OwnProcess.StartAsync(_options.ForOneProcess(_poolOptions), hosted, _starting.Token);
        await _process.OnControlThread();
    }

    /// <summary>Ends the reference and the process.</summary>
    public Task EndAsync(bool kill)
    {
        ((IInternalActorRef)_reference).Stop();
        return EndProcessAsync(kill);
    }

    /// <summary>The reference ends, and the process with it.</summary>
    public void OnReferenceStopped()
    {
        _ready = false;
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
            MaxMessageBytes = _poolOptions.MaxMessageBytes,
            Allowed = HostedProps.AllowedBy(_poolOptions),
            Refused = _refused,
        });
        return new Peer(this, bridge, link);
    }

    /// <summary>May be called again: all wait for the same end, and a kill hurries it.</summary>
    private async Task EndProcessAsync(bool kill)
    {
        await _starting.CancelAsync().OnControlThread();
        Task<OwnProcess>? started;
        lock (_gate)
            started = _process;
        try
        {
            if (started is not null)
                await EndAsync(await started.OnControlThread(), kill).OnControlThread();
        }
        catch (Exception) when (started is { IsCompletedSuccessfully: false })
        {
            // It could not be started, which its caller is told, or that was given up: nothing of it is left.
        }
        _ended.TrySetResult();
    }

    private static async Task EndAsync(OwnProcess process, bool kill)
    {
        if (kill)
            await process.KillAsync().OnControlThread();
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
            var error = new WorkerLostException($"The process of the actor has ended before it answered: {how}.")
            {
                Reason = WorkerLostReason.Crashed,
            };
            bridge.End(error);
        }
    }
}

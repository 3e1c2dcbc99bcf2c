using Troupe.Actors;
using Troupe.Coordination;
using Troupe.Jobs;
using Troupe.Processes;
using Troupe.Remoting.Handshakes;
using Troupe.TestKit;

namespace Troupe.Tests.Coordination;

/// <summary>
/// The actor that stands for a worker, alone: its process never starts, or when the spec says so, its link leads nowhere, its clock is
/// moved by hand, and all of it runs on the spec's own thread.
/// </summary>
internal sealed class ProxyStage : IAsyncDisposable
{
    private static readonly WorkerId s_worker = new(0, 1);

    private readonly PoolDirectory _directory = PoolDirectory.Create();
    private readonly WorkerListener _listener;
    private readonly ActorSystem _system;
    private readonly List<object> _told = [];
    private ActorRef? _proxy;

    /// <param name="options">The pool's.</param>
    /// <param name="clock">Another clock than the one that is moved by hand.</param>
    /// <param name="process">A process that is being started, and with it no link yet; without one nobody's turn to start comes.</param>
    public ProxyStage(ProcessPoolOptions options, Task<WorkerProcess>? process = null, TimeProvider? clock = null)
    {
        _listener = new WorkerListener(_directory.SocketPath, _ => { });
        _system = new ActorSystem("stage", new ActorSystemOptions { TimeProvider = clock ?? Clock, TopLevelStrategy = FailureStops.Strategy });
        var setup = new PoolSetup(options, new PoolHome(_directory, _listener, Log), _listener, new FunctionRegistry(), [], Log)
        {
            Starts = new StartPermits(process is null ? 0 : 1),
            First = process is null ? null : new WorkerLaunch(s_worker, process),
        };
        _system.Spawn(Props.Create(() => new Head(this, setup)).WithInlineDispatch(), "coordinator");
        if (process is null)
            Proxy.Tell(new LinkUp(Link));
    }

    public ManualTimeProvider Clock { get; } = new();

    public NotedLink Link { get; } = new();

    public NotedLog Log { get; } = new();

    public ActorRef Proxy => _proxy!;

    /// <summary>What the coordinator was told.</summary>
    public IReadOnlyList<object> Told => _told;

    /// <summary>A call that waits for its worker.</summary>
    public static CallJob<int> NewCall() =>
        new(new PoolFunction(1, "Work", [1, 2, 3]), new byte[4], JobOptions.Default, DeclaredResult<int>.Instance) { Id = 1 };

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        _listener.Dispose();
        Link.Dispose();
        _directory.Dispose();
    }

    /// <summary>Stands where the coordinator stands.</summary>
    private sealed class Head(ProxyStage stage, PoolSetup setup) : Actor
    {
        protected override SupervisorStrategy SupervisorStrategy => FailureStops.Strategy;

        protected override ValueTask PreStartAsync()
        {
            stage._proxy = Context.Spawn(Props.Create(() => new WorkerProxyActor(setup, s_worker)).WithInlineDispatch());
            return ValueTask.CompletedTask;
        }

        protected override ValueTask ReceiveAsync(object message)
        {
            stage._told.Add(message);
            return ValueTask.CompletedTask;
        }
    }
}

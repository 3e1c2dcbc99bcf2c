using Troupe.Dispatching;
using Troupe.Jobs;
using Troupe.Messages.Frames;
using Troupe.Platform.Timing;
using Troupe.Sessions;
using Troupe.Tests.Sessions;

namespace Troupe.Tests.Dispatching;

/// <summary>What keeps a pool and fails has cancelled nothing: its jobs fail, with what it failed of.</summary>
public sealed class FailureSpecs : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Failing _clock = new();
    private readonly NotedLink _link = new();
    private readonly NotedLog _log = new();
    private readonly PoolFunction _function = new(1, "Work", [1, 2, 3]);
    private readonly DispatchLoop _loop;
    private readonly PoolSetup _setup;
    private WorkerSession? _session;

    public FailureSpecs()
    {
        _function.Measure(1, 1); // Tiny: a worker is given several.
        _setup = new PoolSetup(
            new ProcessPoolOptions { Workers = 1, TimeProvider = _clock },
            null!,
            null!,
            new FunctionRegistry(),
            [],
            _log)
        {
            Starts = new StartPermits(0),
            OpenSession = (setup, id, events) => _session ??= (WorkerSession)WorkerSession.Open(setup, id, events),
        };
        _loop = new DispatchLoop(_setup, effects => new Dispatcher(_setup, new PoolView(), effects));
        _loop.Tell(new OpenPool());
        _session!.OnLink(_link);
        _session.OnFrames(SessionStage.Frame(FrameKind.Ready));
    }

    public void Dispose()
    {
        _loop.Dispose();
        _link.Dispose();
    }

    [Fact]
    public async Task Jobs_of_a_worker_whose_session_fails_are_lost_and_not_cancelled()
    {
        var (first, second) = (NewCall(), NewCall(new JobOptions { Timeout = TimeSpan.FromSeconds(1) }));
        _loop.Tell(first);
        _clock.Fails = true;
        _loop.Tell(second);
        foreach (var task in new[] { first.Task, second.Task })
            (await Should.ThrowAsync<WorkerLostException>(task.WaitAsync(s_patience))).InnerException.ShouldBe(_clock.Error);
        _setup.Failure.Error.ShouldBeNull("the pool goes on");
    }

    [Fact]
    public async Task Jobs_of_a_dispatcher_that_fails_end_with_its_error_and_not_as_cancelled()
    {
        var (waiting, failing, late) = (NewCall(), NewCall(new JobOptions { QueueTimeout = TimeSpan.FromSeconds(1) }), NewCall());
        _loop.Tell(waiting);
        _clock.Fails = true;
        _loop.Tell(failing);
        _loop.Tell(late);
        foreach (var task in new[] { waiting.Task, failing.Task, late.Task })
            (await Should.ThrowAsync<PoolClosedException>(task.WaitAsync(s_patience))).InnerException.ShouldBe(_clock.Error);
        _setup.Failure.Error.ShouldBe(_clock.Error);
    }

    private CallJob<int> NewCall(JobOptions? options = null) =>
        new(_function, new byte[4], options ?? JobOptions.Default, DeclaredResult<int>.Instance);

    /// <summary>A clock that has no timers any longer.</summary>
    private sealed class Failing : TimeProvider
    {
        public NotSupportedException Error { get; } = new("no timers here");

        public bool Fails { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Fails ? throw Error : ControlClock.Instance.CreateTimer(callback, state, dueTime, period);
    }
}

using Troupe.Dispatching;
using Troupe.Jobs;
using Troupe.Processes;
using Troupe.Sessions;
using Troupe.Supervision;
using Troupe.Tests.Clocks;
using Troupe.Tests.Sessions;

namespace Troupe.Tests.Dispatching;

/// <summary>A dispatcher alone: its workers are only spoken for, its clock is moved by hand, and all of it runs on the spec's own
/// thread.</summary>
internal sealed class DispatcherStage
{
    private readonly Dispatcher _dispatcher;
    private readonly EffectRunner _runner;
    private readonly Queue<object> _happened = new();
    private bool _running;

    /// <param name="options">The pool's; one worker when none are given.</param>
    public DispatcherStage(ProcessPoolOptions? options = null)
    {
        Setup = new PoolSetup(options ?? new ProcessPoolOptions { Workers = 1 }, null!, null!, new FunctionRegistry(), [], Log);
        var effects = new Effects
        {
            Open = slot => slot.Session = Sessions[slot.Id] = new NotedSession(slot.Id, Orders),
            After = (time, what) => Clock.CreateTimer(_ => Step(what), null, time, Timeout.InfiniteTimeSpan),
            Told = MadeApart.Add,
            Control = new StartingControl(Setup.Options.SpareWorkers, Step),
        };
        _runner = new EffectRunner(effects);
        _dispatcher = new Dispatcher(Setup, View, effects);
        Step(new OpenPool());
    }

    public PoolSetup Setup { get; }

    public PoolView View { get; } = new();

    public ManualTimeProvider Clock { get; } = new();

    public NotedLog Log { get; } = new();

    /// <summary>All sessions that were opened.</summary>
    public Dictionary<WorkerId, NotedSession> Sessions { get; } = [];

    /// <summary>What they were told.</summary>
    public List<NotedOrder> Orders { get; } = [];

    /// <summary>What was made on the thread pool, for the dispatcher.</summary>
    public System.Collections.Concurrent.BlockingCollection<object> MadeApart { get; } = [];

    public void Step(object happened)
    {
        _happened.Enqueue(happened);
        if (_running)
            return;
        _running = true;
        while (_happened.TryDequeue(out var next))
        {
            _dispatcher.Step(next);
            _runner.Run()?.Flush();
        }
        _running = false;
    }

    public void Abandon(Exception reason)
    {
        _dispatcher.Abandon(reason);
        _runner.Run()?.Flush();
    }

    public static CallJob<int> NewCall(JobOptions? options = null) =>
        new(new PoolFunction(1, "Work", []), new byte[4], options ?? JobOptions.Default, DeclaredResult<int>.Instance);

    public CallJob<int> Submit(JobOptions? options = null)
    {
        var job = NewCall(options);
        Step(job);
        return job;
    }

    public void Ready(int slot, int generation = 1) => Step(new WorkerReady(new WorkerId(slot, generation), slot + 1));

    /// <summary>The worker that was given a job last.</summary>
    public WorkerId WorkerOf(Job job) => Orders.Last(told => told.Kind == nameof(IWorkerSession.Assign) && told.Job == job.Id).Worker;

    /// <summary>The job's worker tells of it.</summary>
    public void Tell(Job job, OutcomeKind kind, byte[]? bytes = null, object? detail = null, int first = 0, int count = 0)
    {
        var worker = WorkerOf(job);
        Report(
            worker,
            new Outcome(kind, job.Id, Sessions[worker].TurnOf(job.Id), bytes ?? []) { Detail = detail, First = first, Count = count });
    }

    public void Succeed(Job job) => Tell(job, OutcomeKind.Succeeded, BitConverter.GetBytes(7));

    public void Report(WorkerId worker, params Outcome[] outcomes)
    {
        using var report = new WorkerReport(worker);
        foreach (var outcome in outcomes)
            report.Add(outcome);
        Step(report);
    }

    /// <summary>The job's worker has died of it.</summary>
    public void Die(Job job, int item = -1)
    {
        var worker = WorkerOf(job);
        var loss = new WorkerLoss(worker, worker.Slot + 1, new ProcessExit(3), WorkerLostReason.Exited);
        Step(new WorkerEnded(worker, loss) { JobsReceived = Sessions[worker].Assigned.Count, Running = job.Id, RunningItem = item });
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Dispatching;
using Troupe.Jobs;
using Troupe.Sessions;
using Troupe.Tests.Clocks;

namespace Troupe.Tests.StateMachine;

/// <summary>
/// A real dispatcher with workers that are only spoken for, on a clock that only the trace moves, all on one thread. Beside
/// it the reference: where every job must be, and what must have become of it, by the promises alone.
/// </summary>
internal sealed partial class Simulation : IJobEnds, IWorkerOrders
{
    private const int MostTasks = 25;

    private readonly ManualTimeProvider _clock = new();
    private readonly Effects _effects = new();
    private readonly EffectRunner _runner;
    private readonly Dispatcher _dispatcher;
    private readonly Queue<object> _happened = new();
    private readonly ReferenceQueue _queue = new();
    private readonly List<TrackedJob> _open = [];
    private readonly List<FakeWorker> _workers = [];
    private readonly HashSet<int> _slots = [];
    private readonly Dictionary<WorkerId, FakeWorker> _byWorker = [];
    private readonly Dictionary<ulong, TrackedJob> _byId = [];
    private readonly List<TaskCompletionSource> _drains = [];
    private readonly List<TaskCompletionSource> _resizes = [];
    private readonly List<long> _restarts = [];
    private readonly Dictionary<int, int> _failuresOf = [];
    private readonly Dictionary<WorkerId, long> _pauses = [];
    private readonly PoolFunction _tiny = new(1, "Tiny", []);
    private readonly PoolFunction _long = new(2, "Long", []);

    // Three of them fill the time that a worker is given work ahead for.
    private readonly PoolFunction _short = new(4, "Short", []);
    private readonly TaskCompletionSource _ended = new();
    private readonly bool _limitsTasks;
    private FakeControl _control;
    private string? _broken;
    private ulong _lastId;
    private int _target;
    private int _failures;
    private bool _running;
    private bool _deciding;
    private bool _resized;
    private bool _ending;
    private bool _abandoned;

    public Simulation(int workers, int spares, bool limitsTasks)
    {
        (_target, Spares, _limitsTasks) = (workers, spares, limitsTasks);
        _tiny.Measure(50, 1);
        _short.Measure(3000, 1);
        _long.Measure(20 * TimeSpan.TicksPerMillisecond, 1);
        var options = new ProcessPoolOptions
        {
            Workers = workers,
            SpareWorkers = spares,
            MaxTasksPerWorker = limitsTasks ? MostTasks : null
        };
        // The dispatcher alone touches neither directory nor socket.
        var setup = new PoolSetup(options, null!, null!, new FunctionRegistry(), [], NullLogger.Instance);
        _effects.Open = slot => slot.Session = OnOpened(slot.Id);
        _effects.Told = Tell;
        _effects.After = (time, what) => _clock.CreateTimer(_ => Tell(what), null, time, Timeout.InfiniteTimeSpan);
        _effects.OnPool = _making.Add;
        _effects.Control = _control = NewControl();
        _dispatcher = new Dispatcher(setup, new PoolView(), _effects);
        _runner = new EffectRunner(_effects);
        Tell(new OpenPool());
    }

    private int Spares { get; }

    /// <summary>Does one step and compares.</summary>
    public void Do(Step step)
    {
        // No two timers are due at one moment: the order of what follows from them is then no matter of chance.
        _clock.Advance(TimeSpan.FromTicks(10));
        switch (step.Kind)
        {
            case StepKind.Submit: Submit(step); break;
            case StepKind.Cancel: Cancel(step); break;
            case StepKind.Ready: Ready(step); break;
            case StepKind.StartFails: StartFails(step); break;
            case StepKind.Finish: Finish(step); break;
            case StepKind.Fault: Fault(step); break;
            case StepKind.ErrorMade: MakeError(step); break;
            case StepKind.Items: Items(step); break;
            case StepKind.TimeOut: TimeOut(step); break;
            case StepKind.Overrun: Overrun(step); break;
            case StepKind.Die: Die(step); break;
            case StepKind.Obey: Obey(step); break;
            case StepKind.Crash: Crash(step); break;
            case StepKind.Late: Late(step); break;
            case StepKind.Advance: Advance(step); break;
            case StepKind.Resize: Resize(step); break;
            case StepKind.OverMemory: OverMemory(step); break;
            case StepKind.Nest: Nest(step); break;
            case StepKind.Drain: Drain(); break;
            case StepKind.End: End(step); break;
            case StepKind.Abandon: Abandon(); break;
            case StepKind.Hold: Hold(); break;
            case StepKind.Adopt: Adopt(step); break;
            default: throw new ArgumentOutOfRangeException(nameof(step), step.Kind, "No such step.");
        }
        Compare();
    }

    private long Now => _clock.GetTimestamp();

    /// <summary>Whether callers must be refused: five starts in a row have failed, and no worker serves.</summary>
    private bool Unavailable => _failures >= 5 && !_workers.Exists(worker => worker.LooksReady);

    /// <summary>As the loop does: one step after the other, and after each its effects.</summary>
    private void Tell(object happened)
    {
        _happened.Enqueue(happened);
        if (_running)
            return;
        _running = true;
        while (_happened.TryDequeue(out var next))
        {
            Decide(() => _dispatcher.Step(next));
            (next as WorkerReport)?.Dispose();
        }
        _running = false;
    }

    private void Decide(Action step)
    {
        _deciding = true;
        step();
        _deciding = false;
        CheckEffects();
        _runner.Run()?.Flush();
    }

    private static T? Pick<T>(IEnumerable<T> from, Step step)
        where T : class
    {
        var all = from.ToList();
        return all.Count == 0 ? null : all[step.Choice % all.Count];
    }

    /// <summary>Thrown at the end of the step, when all that belongs to it is known.</summary>
    private void Break(string what) => _broken ??= what;
}

using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Actors;
using Troupe.Arrays;
using Troupe.Jobs;
using Troupe.Logging;
using Troupe.Messages.Frames;
using Troupe.Processes;
using Troupe.Remoting.Handshakes;
using Troupe.Shared;
using Troupe.Timing;

namespace Troupe.Coordination;

/// <summary>
/// The pool in the process that started it: owns the actor system, the socket and the directory, and closes them last.
/// </summary>
internal sealed partial class LocalBackend : IPoolBackend, IAsyncDisposable
{
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(4);

    private readonly PoolHome _home;
    private readonly ActorSystem _system;
    private readonly ActorRef _coordinator;
    private readonly PoolSetup _setup;
    private readonly PoolView _view = new();
    private readonly GuardedLogger _log;
    private readonly GuardedClock? _clock;
    private readonly ExitReport _exit;
    private readonly Task _sweep;
    private readonly Lock _gate = new();
    private volatile Exception? _closed;
    private Task? _ended;
    private Task? _disposed;

    private LocalBackend(ProcessPoolOptions options, FunctionRegistry? functions = null, ChildLife? child = null, HostedSubject? subject = null, Func<PoolSetup, Actor>? supervisor = null)
    {
        ProcessSpawner.WarmUp();
        // First what may be refused: nothing is left behind then.
        options = options with { TimeProvider = GuardedClock.Of(options.TimeProvider) };
        Options = options;
        Workers = options.Workers;
        DefaultJobOptions = new JobOptions { Retry = options.Retry };
        Admission = options.QueueCapacity == int.MaxValue ? null : new Admission(options.QueueCapacity);
        _log = new GuardedLogger(options.LoggerFactory.CreateLogger(child is null ? "Troupe.ProcessPool" : "Troupe.ChildProcess"));
        var settings = (Settings(options, subject) with { ProcessName = child?.Name, LogLevels = LevelsOf(_log) }).Encode();
        _clock = options.TimeProvider as GuardedClock;
        if (_clock is not null)
            _clock.Failed ??= OnClockFailed;
        _home = OpenHome(_log);
        var first = WorkerLaunch.Begin(options, _home.Path, WorkerId.First, PoolSetup.NameOf(WorkerId.First, child?.Name), _log);
        try
        {
            var listener = Listen();
            Functions = functions ?? new FunctionRegistry(new UnobservedFaults(_log));
            _system = new ActorSystem("troupe", new ActorSystemOptions { TimeProvider = ControlClock.For(options.TimeProvider), TopLevelStrategy = FailureStops.Strategy });
            _system.Failed += failure => Log.ActorFailed(_log, failure.Exception);
            _system.DeadLettered += OnDeadLetter;
            var hosted = subject is null ? null : subject with { Lost = error => OnSubjectLost(subject, error) };
            _setup = new PoolSetup(options, _home, listener, Functions, settings, _log) 
            {
                Child = child,
                Subject = hosted,
                First = first,
                LossLog = options.LoggerFactory is NullLoggerFactory ? new GuardedLogger(new StandardErrorLog()) : _log,
            };
        }
        catch
        {
            _ = first.AbandonAsync();
            _home.Dispose();
            throw;
        }
        supervisor ??= setup => new CoordinatorActor(setup, _view);
        _coordinator = _system.Spawn(Props.Create(() => supervisor(_setup)).WithInlineDispatch(), "coordinator");
        _exit = child is null ? ExitReport.OfPool(_coordinator, _setup.LossLog) : ExitReport.OfChild(_coordinator, child.Name, _setup.LossLog);
        // While the first worker starts, which takes longer.
        _sweep = ControlTasks.Begin(SweepAsync);
        _ = Task.Run(FirstCall.Prepare);
    }

    private WorkerListener Listen()
    {
        try
        {
            return _home.Listen(reason => Log.PeerRefused(_log, reason));
        }
        catch (IOException error)
        {
            throw NoHome(error);
        }
    }

    private static PoolHome OpenHome(GuardedLogger log)
    {
        try
        {
            return new PoolHome(log);
        }
        catch (IOException error)
        {
            throw NoHome(error);
        }
    }

    private static PoolStartException NoHome(Exception error) => new($"No worker could be started: {error.Message}", error);

    public ProcessPoolOptions Options { get; }

    public JobOptions DefaultJobOptions { get; }

    public int Workers { get; private set; }

    public FunctionRegistry Functions { get; }

    public Admission? Admission { get; }

    /// <summary>The shared arrays that end with this pool.</summary>
    public ArrayOwner Arrays { get; } = new();

    /// <summary>The shared objects that end with this pool.</summary>
    public SharedOwner Shared { get; } = new();

    public Exception? Closed => _closed;

    public Action<Exception>? CallbackFailedHandler { get; set; }

    /// <summary>The objects with processes of their own that end with this pool.</summary>
    public HostedObjects Hosted { get; } = new();

    public static LocalBackend Open(ProcessPoolOptions options, HostedSubject? subject = null) => new(options, subject: subject);

    /// <summary>The machinery of a single process that runs a single job.</summary>
    public static LocalBackend Open(ProcessPoolOptions options, FunctionRegistry functions, ChildLife child, Func<PoolSetup, Actor> supervisor) =>
        new(options, functions, child, supervisor: supervisor);

    public void Submit(Job job)
    {
        if (_clock?.Failure is { } error && (job.Options.Timeout ?? job.Options.QueueTimeout) is not null)
        {
            // Its limit was to be measured by that clock.
            job.Fail(JobFault.Of(error));
            return;
        }
        job.Given?.Begin();
        _coordinator.Tell(job);
    }

    /// <summary>What comes too late for its actor still gets an answer: nobody waits for ever.</summary>
    private void OnDeadLetter(DeadLetter letter)
    {
        switch (letter.Message)
        {
            case Job job when letter.Recipient.Equals(_coordinator): EndLate(job); break;
            case Job job: _coordinator.Tell(new LeaseBounced(job)); break;
            case LeaseBounced bounced: EndLate(bounced.Job); break;
            case CancelJob cancel: cancel.Job.Cancel(); break;
            case JobFailedAttempt failed: failed.Job.Fail(failed.Fault); break;
            case NestedSubmitted nested: nested.Job.Cancel(); break;
            case WhenDrained drained: drained.Drained.TrySetResult(); break;
            case WhenStarted started: started.Started.TrySetException(_closed ?? new PoolClosedException("The pool has ended.")); break;
            case Resize resize: resize.Done.TrySetException(_closed ?? new PoolClosedException("The pool has ended.")); break;
            case EndPool end: end.Ended.TrySetResult(); break;
            case CountUnfinished count: count.Counted.TrySetResult(default); break;
            case FrameBatch batch: batch.Dispose(); break;
            case MayStart: _setup.Starts.Leave(); break;
        }
    }

    /// <summary>A pool that was ended cancels what comes too late; one whose coordinator has failed says so.</summary>
    private void EndLate(Job job)
    {
        if (_setup.Failure.Error is null || job.CancelRequested)
            job.Cancel();
        else
            job.Fail(JobFault.Of(CoordinatorActor.PoolClosedExceptionOf(_setup.Failure)));
    }

    /// <summary>An object that is lost once too often ends with its pool, which has nothing else to do.</summary>
    private bool OnSubjectLost(HostedSubject subject, WorkerLostException error)
    {
        var again = subject.Lost(error);
        if (!again)
            _ = EndAsync(kill: true, $"{error.Message} It was lost more often than HostedOptions.MaxRestarts allows, and is not started again.");
        return again;
    }

    /// <summary>Asks the worker of a child process to end, or ends it.</summary>
    public void End(ProxyMessage how) => _coordinator.Tell(how);

    public void Cancel(Job job) => _coordinator.Tell(new CancelJob(job));

    public void CallbackFailed(Exception error)
    {
        Log.CallbackThrew(_log, error);
        Raise(error);
    }

    private void OnClockFailed(Exception error)
    {
        Log.ClockThrew(_log, error);
        Raise(error);
    }

    private void Raise(Exception error)
    {
        try
        {
            CallbackFailedHandler?.Invoke(error);
        }
        catch (Exception second)
        {
            // A handler of errors that throws itself is only logged: there is nobody left to tell.
            Log.CallbackThrew(_log, second);
        }
    }

    private static Task SweepAsync()
    {
        PoolDirectory.SweepStale();
        return Task.CompletedTask;
    }

    /// <summary>Completes when a worker is ready, and what dead pools left behind is gone. For Troupe's own steps.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var started = ControlTasks.NewSource();
        _coordinator.Tell(new WhenStarted(started));
        return Task.WhenAll(started.Task, _sweep).WaitAsync(cancellationToken);
    }

    /// <summary>Completes when no accepted job waits or runs. For Troupe's own steps.</summary>
    public Task DrainedAsync(CancellationToken cancellationToken)
    {
        var drained = ControlTasks.NewSource();
        if (_ended is { IsCompleted: true })
            return Task.CompletedTask;
        _coordinator.Tell(new WhenDrained(drained));
        return drained.Task.WaitAsync(cancellationToken);
    }

    public Task ResizeAsync(int workers, CancellationToken cancellationToken)
    {
        if (_closed is { } closed)
            throw new PoolClosedException(closed.Message);
        Workers = workers;
        var done = ControlTasks.NewSource();
        _coordinator.Tell(new Resize(workers, done));
        return done.Task.WaitAsync(cancellationToken).ForCaller();
    }

    public PoolSnapshot Snapshot()
    {
        var workers = _view.Slots.Select(Look).ToList();
        return new PoolSnapshot(workers, _view.Waiting, workers.Sum(worker => worker.Jobs));
    }

    /// <summary>The process of the first worker that is ready, which where there is one worker is the one; 0 while there is none.</summary>
    public int ReadyPid => Snapshot().Workers.FirstOrDefault(worker => worker.State is WorkerState.Ready)?.Pid ?? 0;

    private static WorkerSnapshot Look(WorkerSlot slot)
    {
        var (memory, peak) = slot.State == WorkerState.Ready ? slot.Memory() : default;
        return new WorkerSnapshot(slot.Number, slot.Generation, slot.Pid, slot.State, slot.Leased, slot.Finished, slot.Parked, memory, peak);
    }
}

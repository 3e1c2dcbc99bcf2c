using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Dispatching;
using Troupe.Jobs;
using Troupe.Jobs.Logging;
using Troupe.Links.Directories;
using Troupe.Logging;
using Troupe.Platform.Timing;
using Troupe.Processes;
using Troupe.Sessions;
using Troupe.SharedState;
using Troupe.SharedState.Arrays;
using Troupe.Supervision;

namespace Troupe.Coordination;

/// <summary>
/// The pool in the process that started it: owns the dispatcher, the socket and the directory, and closes them last.
/// </summary>
/// <remarks>
/// It is what the application has of its pool, by the <see cref="ProcessPool"/>, a handle of a job, a map, a stream or a hosted object.
/// What it owns and runs by itself must not lead back to it: see <see cref="DropWatch"/>.
/// </remarks>
internal sealed partial class LocalBackend : IPoolBackend, IAsyncDisposable
{
    private static readonly TimeSpan s_endTime = TimeSpan.FromSeconds(4);

    private readonly PoolHome _home;
    private readonly DispatchLoop _loop;
    private readonly PoolSetup _setup;
    private readonly PoolView _view = new();
    private readonly GuardedLogger _log;
    private readonly GuardedClock? _clock;
    private readonly ExitReport _exit;
    private readonly OwnedActors? _actors;
    private DropWatch? _drop;
    private bool _dropped;
    private readonly Task _sweep;
    private readonly Lock _gate = new();
    private Task? _ended;
    private Task? _disposed;

    private LocalBackend(
        ProcessPoolOptions options,
        FunctionRegistry? functions = null,
        ChildLife? child = null,
        HostedInstanceSetup? hosted = null,
        SessionOpener? open = null,
        ActorsLocation? actors = null)
    {
        ProcessSpawner.WarmUp();
        // First what may be refused: nothing is left behind then.
        options = options with { TimeProvider = GuardedClock.Of(options.TimeProvider) };
        Options = options;
        Rules = options.ToCallRules();
        Workers = options.Workers;
        DefaultJobOptions = new JobOptions { Retry = options.Retry };
        Admission = options.QueueCapacity == int.MaxValue ? null : new Admission(options.QueueCapacity);
        Hosted = new HostedObjects(this);
        var self = new WeakReference<LocalBackend>(this);
        var known = options.WithoutClosures();
        _log = new GuardedLogger(options.LoggerFactory.CreateLogger(child is null ? "Troupe.ProcessPool" : "Troupe.ChildProcess"));
        var settings = WorkerWelcome.Encode(options, hosted, child?.Name, _log);
        _clock = options.TimeProvider as GuardedClock;
        if (_clock is not null)
            _clock.Failed ??= ClockFailed(_log, self);
        _home = PoolHome.Open(_log);
        var first = WorkerLaunch.Begin(known, _home.Path, WorkerId.First, PoolSetup.NameOf(WorkerId.First, child?.Name), _log);
        try
        {
            var listener = _home.Listen();
            Functions = functions ?? new FunctionRegistry(new UnobservedFaults(_log));
            _setup = new PoolSetup(known, _home, listener, Functions, settings, _log)
            {
                Child = child,
                HostedInstance = hosted?.ForDispatcher(error => EndLost(self, error)),
                First = first,
                OpenSession = open ?? WorkerSession.Open,
                LossLog = options.LoggerFactory is NullLoggerFactory ? new GuardedLogger(new StandardErrorLog()) : _log,
            };
        }
        catch
        {
            _ = first.AbandonAsync();
            _home.Dispose();
            throw;
        }
        var (setup, view) = (_setup, _view);
        OwnedActors? lazy = null;
        _loop = new DispatchLoop(
            setup, effects => child is null
                ? new Dispatcher(setup, view, effects)
                : new ChildDispatcher(setup, child, effects), () => lazy?.BeginSoon());
        if (actors is not null)
            _actors = lazy = new OwnedActors(actors, _loop, setup, this);
        _exit = child is null ? ExitReport.OfPool(_loop, setup.LossLog) : ExitReport.OfChild(_loop, child.Name, setup.LossLog);
        if (child is null)
            _loop.Tell(new OpenPool());
        // While the first worker starts, which takes longer.
        _sweep = ControlTasks.Begin(SweepAsync);
        _ = Task.Run(FirstCall.Prepare);
    }

    /// <summary>An object that is lost once too often ends with its pool, which has nothing else to do.</summary>
    private static void EndLost(WeakReference<LocalBackend> backend, WorkerLostException error)
    {
        if (backend.TryGetTarget(out var pool))
        {
            _ = pool.EndAsync(
                kill: true,
                $"{error.Message} It was lost more often than HostedOptions.MaxRestarts allows, and is not started again.");
        }
    }

    public ProcessPoolOptions Options { get; }

    public CallRules Rules { get; }

    public JobOptions DefaultJobOptions { get; }

    public int Workers { get; private set; }

    public bool TakesFromAnyThread => true;

    public FunctionRegistry Functions { get; }

    public Admission? Admission { get; }

    /// <summary>The shared arrays that end with this pool.</summary>
    public ArrayOwner Arrays { get; } = new();

    /// <summary>The shared objects that end with this pool.</summary>
    public SharedOwner Shared { get; } = new();

    public Exception? Closed => _setup.Closing.Reason;

    public Action<Exception>? CallbackFailedHandler { get; set; }

    /// <summary>The objects with processes of their own that end with this pool.</summary>
    public HostedObjects Hosted { get; }

    /// <summary>The machinery of a pool that ends also when the application drops it.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="file">See <see cref="DropWatch"/>.</param>
    /// <param name="line">See <see cref="DropWatch"/>.</param>
    /// <param name="open">Opens the sessions of its workers; null where they run on this machine.</param>
    /// <param name="actors">Where its actors live.</param>
    public static LocalBackend OpenPool(ProcessPoolOptions options, string file, int line, SessionOpener? open, ActorsLocation actors)
    {
        var backend = new LocalBackend(options, open: open, actors: actors);
        // In the application's system it is known until it is stopped.
        if (!actors.IsApplications)
            backend._drop = new DropWatch(backend, file, line);
        return backend;
    }

    /// <summary>The machinery of the process of a hosted object, which ends with the pool that owns it.</summary>
    public static LocalBackend Open(ProcessPoolOptions options, HostedInstanceSetup hosted) => new(options, hosted: hosted);

    /// <summary>The machinery of a single process that runs a single job.</summary>
    public static LocalBackend Open(ProcessPoolOptions options, FunctionRegistry functions, ChildLife child) =>
        new(options, functions, child);

    /// <summary>The pool's actors, made by the first call that needs them, and the actor system with them.</summary>
    /// <exception cref="PoolClosedException">The pool has ended.</exception>
    public Task<IPoolActors> ActorsAsync() =>
        _actors?.GetAsync() ?? throw new InvalidOperationException("What hosts an object, or is a child process, hosts no actors.");

    /// <summary>As <see cref="OwnedActors.GiveOut"/>.</summary>
    public IPoolActors GiveOutActors() => _actors!.GiveOut(this);

    /// <summary>A message to a hosted actor, or from one, could not be sent.</summary>
    public void OnMessageRefused(Type message, Exception error) => Log.MessageRefused(_log, message.FullName ?? message.Name, error);

    public void Submit(Job job)
    {
        if (_clock?.Failure is { } error && (job.Options.Timeout ?? job.Options.QueueTimeout) is not null)
        {
            // Its limit was to be measured by that clock.
            job.Fail(JobFault.Of(error));
            return;
        }
        job.TransferredHandles?.Begin();
        _loop.Tell(job);
        GC.KeepAlive(this); // Until it counts as accepted: the end of a dropped pool waits for all that are.
    }

    /// <summary>Asks the process of a child to end, as the system does.</summary>
    public void TerminateChild() => _loop.Tell(new TerminateChild());

    /// <summary>Ends the process of a child.</summary>
    public void KillChild(string why) => _loop.Tell(new KillChild(why));

    public void Cancel(Job job) => _loop.Tell(new CancelJob(job));

    public void CallbackFailed(Exception error)
    {
        Log.CallbackThrew(_log, error);
        Raise(error);
    }

    private static Action<Exception> ClockFailed(GuardedLogger log, WeakReference<LocalBackend> backend) => error =>
    {
        Log.ClockThrew(log, error);
        if (backend.TryGetTarget(out var pool))
            pool.Raise(error);
    };

    private void Raise(Exception error)
    {
        try
        {
            CallbackFailedHandler?.Invoke(error);
        }
        catch (Exception second)
        {
            // A handler of errors that throws itself is only logged: there is nothing left to report it to.
            Log.CallbackThrew(_log, second);
        }
    }

    private static Task SweepAsync()
    {
        PoolDirectory.SweepStale();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Completes when a worker is ready, the application's system has the pool's actors, and what dead pools left behind is gone. For
    /// Troupe's own steps.
    /// </summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var started = ControlTasks.NewSource();
        _loop.Tell(new WhenStarted(started));
        var actors = _drop is null && _actors is not null ? _actors.GetAsync() : Task.CompletedTask;
        return Task.WhenAll(actors, started.Task, _sweep).WaitAsync(cancellationToken);
    }

    /// <summary>Completes when no accepted job waits or runs. For Troupe's own steps.</summary>
    public Task DrainedAsync(CancellationToken cancellationToken)
    {
        var drained = ControlTasks.NewSource();
        if (_ended is { IsCompleted: true })
            return Task.CompletedTask;
        _loop.Tell(new WhenDrained(drained));
        return drained.Task.WaitAsync(cancellationToken);
    }

    public Task ResizeAsync(int workers, CancellationToken cancellationToken)
    {
        if (Closed is { } closed)
            throw new PoolClosedException(closed.Message);
        Workers = workers;
        var done = ControlTasks.NewSource();
        done.Task.WhenCompleted(() => GC.KeepAlive(this)); // A waiting caller may hold nothing else of the pool.
        _loop.Tell(new Resize(workers, done));
        return done.Task.WaitAsync(cancellationToken).ForCaller();
    }

    public PoolSnapshot Snapshot() => _view.Snapshot();

    /// <summary>The process of the first worker that is ready, which where there is one worker is the one; 0 while there is none.</summary>
    public int ReadyPid => Snapshot().Workers.FirstOrDefault(worker => worker.State is WorkerState.Ready)?.Pid ?? 0;
}

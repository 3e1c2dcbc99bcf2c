using System.Runtime.CompilerServices;
using Troupe.Coordination;
using Troupe.Jobs;
using Troupe.Platform.Timing;
using Troupe.Processes;
using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe;

/// <summary>
/// A pool of worker processes that run your functions. What a function does to its process, an endless loop, a crash, a
/// leak, stays there: its own call fails, exactly, and the pool goes on. Safe for any thread.
/// </summary>
/// <remarks>
/// A pool can be captured by a job, or had from <see cref="JobContext.Pool"/>: the job then submits to the pool that runs
/// it. While it waits a stand-in replaces it, so that even a pool of one cannot deadlock.
/// Dispose of a pool. One that is dropped instead ends when the runtime notices, after its accepted jobs, with a warning in the log, or
/// without a logger on the standard error; so are the jobs told of that are lost because the process exits before them.
/// </remarks>
[System.Text.Json.Serialization.JsonConverter(typeof(ProcessPoolConverter))]
public sealed partial class ProcessPool : IProcessPool, IAsyncDisposable
{
    private readonly IPoolBackend _backend;

    internal ProcessPool(IPoolBackend backend) => _backend = backend;

    /// <summary>
    /// Raised when a user's callback or progress receiver throws. The result it was called for is not touched. Also when
    /// <see cref="ProcessPoolOptions.TimeProvider"/> throws, once: the pool then uses the system's clock.
    /// Called on the thread pool; what the handler itself throws is logged.
    /// </summary>
    public event EventHandler<CallbackFailedEventArgs>? CallbackFailed;

    /// <summary>How many workers the pool has, as it was started or last resized.</summary>
    public int Workers => _backend.Workers;

    /// <summary>Starts a pool with all defaults but the number of workers.</summary>
    /// <param name="workers">How many worker processes; null means one per processor.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="callerFile">Filled in by the compiler: a pool that is dropped without disposal is logged with the location of its
    /// start.</param>
    /// <param name="callerLine">Filled in by the compiler.</param>
    /// <returns>The pool, with at least one worker ready; the others become ready soon after.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is not 1 to 1,024.</exception>
    /// <exception cref="PoolStartException">No worker could be started; the inner exception tells why.</exception>
    /// <exception cref="PlatformNotSupportedException">The program was published with Native AOT, where no pool can run.</exception>
    public static Task<ProcessPool> StartAsync(
        int? workers = null, CancellationToken cancellationToken = default, [CallerFilePath] string callerFile = "",
        [CallerLineNumber] int callerLine = 0)
    {
        var options = new ProcessPoolOptions();
        return StartAsync(workers is { } count ? options with { Workers = count } : options, cancellationToken, callerFile, callerLine);
    }

    /// <summary>Starts a pool.</summary>
    /// <param name="options">How it is set up; copied.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="callerFile">Filled in by the compiler: a pool that is dropped without disposal is logged with the location of its
    /// start.</param>
    /// <param name="callerLine">Filled in by the compiler.</param>
    /// <returns>The pool, with at least one worker ready; the others become ready soon after.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the text names it.</exception>
    /// <exception cref="PoolStartException">No worker could be started, or the clock of the options threw; the inner exception tells
    /// why.</exception>
    /// <exception cref="PlatformNotSupportedException">The program was published with Native AOT, where no pool can run.</exception>
    public static Task<ProcessPool> StartAsync(
        ProcessPoolOptions options, CancellationToken cancellationToken = default, [CallerFilePath] string callerFile = "",
        [CallerLineNumber] int callerLine = 0) =>
        StartOwnAsync(options, callerFile, callerLine, OwnActors, cancellationToken).ForCaller();

    /// <summary>Starts a pool whose workers are where their sessions are opened.</summary>
    internal static Task<ProcessPool> StartAsync(ProcessPoolOptions options, SessionOpener open) =>
        StartOwnAsync(options, "", 0, OwnActors, CancellationToken.None, open).ForCaller();

    private static async Task<ProcessPool> StartOwnAsync(
        ProcessPoolOptions options, string callerFile, int callerLine, ActorsLocation actors, CancellationToken cancellationToken,
        SessionOpener? open = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        // Before anything else: what it loads takes as long as all the rest until the first process is started.
        ProcessSpawner.WarmUp();
        options.Validate();
        RuntimeNeeds.Require();
        // Read once, here: workers start at all times, and on another thread, when the caller may change it.
        var backend = LocalBackend.OpenPool(
            options with { Environment = new Dictionary<string, string?>(options.Environment) },
            callerFile,
            callerLine,
            open,
            actors);
        var pool = new ProcessPool(backend);
        backend.CallbackFailedHandler = pool.OnCallbackFailed;
        try
        {
            await backend.StartedAsync(cancellationToken).OnControlThread();
            return pool;
        }
        catch
        {
            await backend.EndAsync(kill: true, "The pool could not be started.").OnControlThread();
            throw;
        }
    }

    /// <summary>Stops accepting jobs; those accepted still run. The second call does nothing.</summary>
    public void Complete() => Local.Complete();

    /// <summary>Waits until no accepted job waits or runs. May be called at any time, also while jobs are still accepted.</summary>
    /// <param name="cancellationToken">Ends the wait, not the jobs.</param>
    /// <returns>A task that completes when there is nothing left to do.</returns>
    public Task WaitForDrainAsync(CancellationToken cancellationToken = default) => Local.DrainedAsync(cancellationToken).ForCaller();

    /// <summary>Ends the pool at once: waiting and running jobs are cancelled, the workers and all they started are killed.</summary>
    /// <returns>A task that completes when every job has its outcome and no process is left.</returns>
    public Task KillAsync() => Local.EndAsync(kill: true, "The pool was killed.").ForCaller();

    /// <summary>
    /// Stops accepting jobs, waits for those accepted, at most <see cref="ProcessPoolOptions.DrainTimeout"/>, cancels the
    /// rest, and ends the workers. It takes at most 5 s longer than that time, whatever jobs do. Never throws; may be
    /// called again, at once from several threads, and from a job's callback. Inside a job it does nothing.
    /// </summary>
    /// <returns>A task that completes when no process is left.</returns>
    public ValueTask DisposeAsync() =>
        _backend is LocalBackend local ? new ValueTask(local.DisposeAsync().AsTask().ForCaller()) : ValueTask.CompletedTask;

    /// <summary>Looks at the pool: its workers, their processes, jobs and memory.</summary>
    /// <returns>The state at about this moment.</returns>
    public PoolSnapshot Snapshot() => Local.Snapshot();

    /// <summary>Changes the number of workers. Fewer: busy ones leave after their job.</summary>
    /// <param name="workers">The new number, 1 to 1,024.</param>
    /// <param name="cancellationToken">Ends the wait, not the change.</param>
    /// <returns>A task that completes when all workers are ready and no surplus one is left.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of its range.</exception>
    /// <exception cref="PoolUnavailableException">New workers cannot be started.</exception>
    public Task ResizeAsync(int workers, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workers, 1024);
        return Local.ResizeAsync(workers, cancellationToken);
    }

    IPoolBackend IProcessPool.Backend => _backend;

    private LocalBackend Local => _backend as LocalBackend
        ?? throw new InvalidOperationException("A job can submit to the pool that runs it, but not end, resize or inspect it, nor own "
            + "anything: that is for the process that started the pool.");

    private void OnCallbackFailed(Exception error) => CallbackFailed?.Invoke(this, new CallbackFailedEventArgs(error));
}

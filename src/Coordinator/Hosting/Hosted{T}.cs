using System.Runtime.CompilerServices;
using Troupe.Coordination;
using Troupe.Hosting;
using Troupe.Jobs;
using Troupe.Jobs.Calls;
using Troupe.Platform.Timing;
using Troupe.Sessions;

namespace Troupe;

/// <summary>
/// An object that lives in a process of its own: its state stays between calls, a crash or a leak of it harms no other process, and it can
/// be killed. Made by <see cref="ProcessPool.HostAsync{T}(Func{T}, HostedOptions?, CancellationToken)"/>; ends with that pool,
/// or when it is disposed. Safe for any thread.
/// </summary>
/// <remarks>
/// When the process dies, the call that ran and those that waited fail with <see cref="WorkerLostException"/>, and the object starts
/// again with a fresh state, as often as <see cref="HostedOptions"/> allows.
/// </remarks>
/// <typeparam name="T">The object's type; it never travels.</typeparam>
public sealed class Hosted<T> : IAsyncDisposable, IHostedObject
    where T : notnull
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LossBudget _budget;
    private readonly TimeProvider _clock;
    private readonly JobOptions? _calls;
    private readonly HostedObjects _owner;
    // Set before any code but a loss in the very first moment can read it.
    private IPoolBackend _process = null!;
    private OwnProcess _ownProcess = null!;

    private Hosted(HostedOptions options, TimeProvider clock, HostedObjects owner) =>
        (_budget, _calls, _clock, _owner) = (new LossBudget(options.MaxRestarts, options.RestartWindow), options.Calls, clock, owner);

    /// <summary>
    /// Raised when the object is lost with its process; on the thread pool. What a handler throws is raised by the pool's
    /// <see cref="ProcessPool.CallbackFailed"/> and changes nothing.
    /// </summary>
    public event EventHandler<HostedLostEventArgs>? Lost;

    /// <summary>Ends when the object has ended for good: it was disposed, its pool has ended, or it was lost once too often.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The object's process; 0 while it restarts, and after the end.</summary>
    public int Pid => _ended.Task.IsCompleted ? 0 : _ownProcess.Pid;

    /// <summary>Calls the object: the function runs in its process, with the object itself. Calls run one at a time, in the order of
    /// calling.</summary>
    /// <typeparam name="TResult">The result's type; it travels, as do captured variables.</typeparam>
    /// <param name="call">What to do with the object; an asynchronous body counts as running until its task has ended.</param>
    /// <param name="options">How the call is handled; null for <see cref="HostedOptions.Calls"/>.</param>
    /// <param name="cancellationToken">Ends the call. When it runs and does not take its token, that ends the process, and the object is
    /// lost.</param>
    /// <returns>The result. The task fails with the call's own exception, which leaves the object as it is.</returns>
    /// <exception cref="WorkerLostException">The process died while the call ran or waited. By the task.</exception>
    /// <exception cref="PayloadNotEncodableException">A captured variable or the result cannot travel; the text names it.</exception>
    /// <exception cref="PoolClosedException">The object has ended.</exception>
    public Task<TResult> RunAsync<TResult>(
        Func<T, TResult> call,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _process.RunHosted<TResult>(call, options ?? _calls, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{T, TResult}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public Task<TResult> RunAsync<TResult>(
        Func<T, Task<TResult>> call,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _process.RunHosted<TResult>(call, options ?? _calls, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{T, TResult}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public Task<TResult> RunAsync<TResult>(
        Func<T, CancellationToken, Task<TResult>> call,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _process.RunHosted<TResult>(call, options ?? _calls, cancellationToken);

    /// <summary>Calls the object without a result; see the overload with one.</summary>
    /// <param name="call">What to do with the object.</param>
    /// <param name="options">How the call is handled; null for <see cref="HostedOptions.Calls"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends with the call.</returns>
    /// <exception cref="WorkerLostException">The process died while the call ran or waited. By the task.</exception>
    /// <exception cref="PoolClosedException">The object has ended.</exception>
    public Task RunAsync(Action<T> call, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        _process.RunHosted(call, options ?? _calls, cancellationToken);

    /// <inheritdoc cref="RunAsync(Action{T}, JobOptions?, CancellationToken)"/>
    public Task RunAsync(Func<T, Task> call, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        _process.RunHosted(call, options ?? _calls, cancellationToken);

    /// <inheritdoc cref="RunAsync(Action{T}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public Task RunAsync(
        Func<T, CancellationToken, Task> call,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _process.RunHosted(call, options ?? _calls, cancellationToken);

    /// <summary>
    /// Lets the calls that were made end, for at most the pool's <see cref="ProcessPoolOptions.DrainTimeout"/>, disposes of the object
    /// there, if it is disposable, and ends the process.
    /// </summary>
    /// <returns>A task that completes when the object and its process are gone.</returns>
    public ValueTask DisposeAsync() => new(DisposeOwnAsync().ForCaller());

    private async Task DisposeOwnAsync()
    {
        await _ownProcess.EndAsync().OnControlThread();
        _ended.TrySetResult();
        _owner.Remove(this);
    }

    Task IHostedObject.DrainedAsync() => _ownProcess.DrainedAsync();

    async Task IHostedObject.EndAsync(bool kill)
    {
        if (kill)
            await _ownProcess.KillAsync().OnControlThread();
        await DisposeOwnAsync().OnControlThread();
    }

    internal static Task<Hosted<T>> StartAsync(
        Delegate factory,
        HostedOptions options,
        LocalBackend pool,
        CancellationToken cancellationToken) =>
        pool.Hosted.StartAsync(token => StartProcessAsync(factory, options, pool, token), cancellationToken).ForCaller();

    private static async Task<Hosted<T>> StartProcessAsync(
        Delegate factory,
        HostedOptions options,
        LocalBackend pool,
        CancellationToken cancellationToken)
    {
        var hosted = new Hosted<T>(options, pool.Options.TimeProvider, pool.Hosted);
        // What watches the process leads only weakly to the object, which leads to the pool: the application may drop them both.
        var known = new WeakReference<Hosted<T>>(hosted);
        var setup = new HostedInstanceSetup(typeof(T).Name, factory, error => known.TryGetTarget(out var target) && target.OnLost(error));
        hosted.Use(await OwnProcess.StartAsync(options.ForOneProcess(pool.Options), setup, cancellationToken).OnControlThread());
        return hosted;
    }

    private void Use(OwnProcess process) => (_ownProcess, _process) = (process, process.Calls);

    /// <summary>Between two steps of the dispatcher: decides at once, and tells the user's handlers elsewhere.</summary>
    private bool OnLost(WorkerLostException error)
    {
        var again = _budget.TryUse(_clock.GetTimestamp(), _clock);
        var lost = new HostedLostEventArgs(error, again);
        ThreadPool.UnsafeQueueUserWorkItem(_ => Tell(lost), null);
        return again;
    }

    private void Tell(HostedLostEventArgs lost)
    {
        try
        {
            Lost?.Invoke(this, lost);
        }
        catch (Exception error)
        {
            // The handler is the user's; the object goes on.
            _process?.CallbackFailed(error);
        }
        if (!lost.Restarting)
            _ended.TrySetResult();
    }
}

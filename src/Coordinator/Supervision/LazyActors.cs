using Troupe.Platform.Timing;

namespace Troupe.Supervision;

/// <summary>
/// A pool's actors, made when they are needed and beside all else, since that may take a tenth of a second. Safe for any thread.
/// </summary>
/// <param name="open">Makes them.</param>
/// <param name="failed">Told when they cannot be made.</param>
/// <param name="clock">Says how soon they are made.</param>
internal sealed class LazyActors(Func<Task<IPoolActors>> open, Action<Exception> failed, TimeProvider clock)
{
    /// <summary>Making them takes a core for a tenth of a second, the first time in a process, and much of what is asked of a new pool
    /// less.</summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private ITimer? _soon;
    private Task<IPoolActors>? _made;
    private bool _ended;

    /// <summary>They will be needed. Does not wait: the pool's first work and the replacement of a first worker go before.</summary>
    public void BeginSoon()
    {
        lock (_gate)
        {
            if (!_ended && _made is null)
                _soon ??= clock.CreateTimer(static state => ((LazyActors)state!).Begin(), this, s_soon, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>They are needed. Does not wait.</summary>
    public void Begin() => BeginOnce();

    /// <summary>The actors, made when there are none yet. Where they could not be made, the next one that asks tries again.</summary>
    /// <exception cref="PoolClosedException">The pool has ended.</exception>
    public Task<IPoolActors> GetAsync() => BeginOnce() ?? throw new PoolClosedException("The pool has ended, and its actors with it.");

    private Task<IPoolActors>? BeginOnce()
    {
        var source = ControlTasks.NewSource<IPoolActors>();
        lock (_gate)
        {
            if (_ended || _made is not null)
                return _made;
            _made = source.Task;
        }
        try
        {
            ControlThreads.Post(() => _ = OpenAsync(source));
        }
        catch (OutOfMemoryException error)
        {
            Fail(source, error); // No thread is to be had.
        }
        return source.Task;
    }

    /// <summary>Stops them. Those that are just being made are stopped then, and not waited for.</summary>
    /// <param name="bound">How long they have.</param>
    public async Task EndAsync(TimeSpan bound)
    {
        Task<IPoolActors>? made;
        lock (_gate)
        {
            (_ended, made) = (true, _made);
            _soon?.Dispose();
        }
        if (made is null)
            return;
        if (made.IsCompleted)
            await EndAsync(made, bound).OnControlThread();
        else
            made.WhenCompleted(() => _ = EndAsync(made, bound));
    }

    private async Task OpenAsync(TaskCompletionSource<IPoolActors> source)
    {
        IPoolActors actors;
        try
        {
            actors = await open().OnControlThread();
        }
        catch (Exception error)
        {
            Fail(source, error);
            return;
        }
        source.SetResult(actors);
    }

    private void Fail(TaskCompletionSource<IPoolActors> source, Exception error)
    {
        var told = new PoolStartException($"The pool's actors could not be made: {error.GetType().Name}: {error.Message}", error);
        lock (_gate)
            _made = null;
        failed(told);
        source.SetException(told);
        _ = source.Task.Exception; // Whether or not a caller waits for them, the pool was told.
    }

    private static async Task EndAsync(Task<IPoolActors> made, TimeSpan bound)
    {
        if (made.IsCompletedSuccessfully)
            await made.Result.EndAsync(bound).OnControlThread();
    }
}

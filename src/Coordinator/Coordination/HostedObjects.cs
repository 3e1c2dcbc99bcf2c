using Troupe.Platform.Timing;

namespace Troupe.Coordination;

/// <summary>The hosted objects that end with a pool, those that are being started among them. Safe for any thread.</summary>
/// <param name="pool">What they end with: for as long as the application has one of them, it has the pool.</param>
internal sealed class HostedObjects(object pool) : IDisposable
{
    private readonly object _pool = pool;
    private readonly Lock _gate = new();
    private readonly HashSet<IHostedObject> _all = [];
    private readonly HashSet<Task> _starts = [];
    private readonly CancellationTokenSource _ending = new();
    private bool _ended;

    /// <summary>Starts one. The owner's end gives the start up, and waits until nothing of it is left.</summary>
    /// <exception cref="PoolClosedException">The owner has ended.</exception>
    public async Task<T> StartAsync<T>(Func<CancellationToken, Task<T>> start, CancellationToken cancellationToken)
        where T : IHostedObject
    {
        var over = ControlTasks.NewSource();
        lock (_gate)
        {
            if (_ended)
                throw Closed();
            _starts.Add(over.Task);
        }
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
            var hosted = await start(either.Token).OnControlThread();
            if (TryAdd(hosted))
                return hosted;
            await hosted.EndAsync(kill: true).OnControlThread();
            throw Closed();
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            throw Closed();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken); // The caller's own token, not the one that was made of two.
        }
        finally
        {
            lock (_gate)
                _starts.Remove(over.Task);
            over.SetResult();
        }
    }

    /// <summary>Forgets one whose process is gone: until then the owner's end waits for it.</summary>
    public void Remove(IHostedObject hosted)
    {
        lock (_gate)
            _all.Remove(hosted);
    }

    /// <summary>Completes when no call that was made waits or runs.</summary>
    public Task DrainedAsync()
    {
        lock (_gate)
            return Task.WhenAll(_all.Select(hosted => hosted.DrainedAsync()));
    }

    public async Task EndAsync(bool kill)
    {
        List<IHostedObject> all;
        List<Task> starts;
        lock (_gate)
        {
            _ended = true;
            (all, starts) = ([.. _all], [.. _starts]);
        }
        await _ending.CancelAsync().OnControlThread();
        await Task.WhenAll([.. starts, .. all.Select(hosted => hosted.EndAsync(kill))]).OnControlThread();
    }

    /// <summary>After the end, which waits for all who may still use what this frees.</summary>
    public void Dispose() => _ending.Dispose();

    private bool TryAdd(IHostedObject hosted)
    {
        lock (_gate)
            return !_ended && _all.Add(hosted);
    }

    private static PoolClosedException Closed() => new("The pool has ended, and the hosted object or actor with it.");
}

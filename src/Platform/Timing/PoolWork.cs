namespace Troupe.Platform.Timing;

/// <summary>
/// Something that runs the application's code, and so belongs on the application's thread pool. When that is full, it gets a thread of its
/// own after a moment: what a pool's callers were promised does not wait for it. Requests that wait at the same time are one. Safe for any
/// thread.
/// </summary>
internal sealed class PoolWork : IThreadPoolWorkItem
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(20);

    private Action? _work;
    private readonly ITimer _watch;
    private int _requested;
    private int _watching;

    internal PoolWork(Action work)
    {
        _work = work;
        _watch = ControlClock.Instance
            .CreateTimer(static late => ((PoolWork)late!).OnLate(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Runs it, once for this and all requests that have not begun.</summary>
    internal void Request()
    {
        Volatile.Write(ref _requested, 1);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        // Left armed when the pool is in time: while requests come fast there is one watch for many.
        if (Interlocked.Exchange(ref _watching, 1) == 0)
            _watch.Change(s_patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It is not needed any longer. What may hold this for a while, the watch and the queue of the thread pool, then keeps nothing
    /// alive.</summary>
    internal void End()
    {
        _work = null;
        _watch.Dispose();
    }

    void IThreadPoolWorkItem.Execute() => RunIfRequested();

    private void OnLate()
    {
        // The exchange is the memory barrier between this and the check: a request that comes later is watched again.
        Interlocked.Exchange(ref _watching, 0);
        if (Volatile.Read(ref _requested) == 0)
            return;
        try
        {
            new Thread(RunIfRequested) { IsBackground = true, Name = "Troupe instead of the thread pool" }.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            // No thread is to be had: it is in the pool's queue still.
        }
    }

    private void RunIfRequested()
    {
        if (Interlocked.Exchange(ref _requested, 0) == 1)
            _work?.Invoke();
    }
}

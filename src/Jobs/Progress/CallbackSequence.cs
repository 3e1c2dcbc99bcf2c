using Troupe.Platform.Timing;

namespace Troupe.Jobs.Progress;

/// <summary>
/// Runs a user's callbacks in order, one at a time, on the thread pool, or beside it when it is full. What one of them throws is told and
/// stops nothing. Safe for any thread.
/// </summary>
internal sealed class CallbackSequence
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _waiting = new();
    private readonly PoolWork _work;
    private bool _running;

    public CallbackSequence() => _work = new PoolWork(RunAll);

    public Action<Exception>? Failed { get; set; }

    public void Add(Action callback)
    {
        lock (_gate)
        {
            _waiting.Enqueue(callback);
            if (_running)
                return;
            _running = true;
        }
        _work.Request();
    }

    private void RunAll()
    {
        while (true)
        {
            Action callback;
            lock (_gate)
            {
                if (!_waiting.TryDequeue(out callback!))
                {
                    _running = false;
                    return;
                }
            }
            try
            {
                callback();
            }
            catch (Exception error)
            {
                // The callback is the user's, the results behind it are not: they go on, and the error is raised as an event.
                Failed?.Invoke(error);
            }
        }
    }
}

namespace Troupe.Jobs.Chunks;

/// <summary>
/// Outcomes between the workers and the reader of a stream: in the order of the input, or as they come. Bounded by the
/// permits that the feeder must hold before it takes an item. Safe for any thread, with one reader.
/// </summary>
internal sealed class StreamBuffer<TResult>(bool ordered, int lookAhead)
{
    private readonly Lock _gate = new();
    private readonly Queue<Outcome<TResult>> _ready = new();
    private readonly Dictionary<long, Outcome<TResult>> _early = [];
    private long _next;
    private long _taken;
    private long _consumed;
    private bool _fed;
    private Exception? _sourceError;
    private TaskCompletionSource? _reader;
    private TaskCompletionSource? _feeder;

    /// <summary>Waits until an item may be taken from the input, and takes a permit for it.</summary>
    public async Task TakePlaceAsync(CancellationToken cancellation)
    {
        while (!TryTakePlace(out var wait))
            await wait.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes a permit for an item if there is one now.</summary>
    public bool TryTakePlace() => TryTakePlace(out _);

    private bool TryTakePlace(out Task wait)
    {
        lock (_gate)
        {
            wait = Task.CompletedTask;
            if (_taken - _consumed < lookAhead)
            {
                _taken++;
                return true;
            }
            wait = (_feeder ??= NewSource()).Task;
            return false;
        }
    }

    /// <summary>Gives back a permit for which the input had no item.</summary>
    public void ReturnPlace()
    {
        lock (_gate)
            _taken--;
    }

    public void Add(long first, ReadOnlySpan<TResult> results)
    {
        lock (_gate)
        {
            for (var index = 0; index < results.Length; index++)
                Put(new Outcome<TResult>(first + index, results[index], null));
            Wake(ref _reader);
        }
    }

    public void Add(long index, Exception error)
    {
        lock (_gate)
        {
            Put(new Outcome<TResult>(index, default, ItemErrors.At(index, error)));
            Wake(ref _reader);
        }
    }

    private void Put(in Outcome<TResult> outcome)
    {
        if (ordered && outcome.Index != _next)
        {
            _early[outcome.Index] = outcome;
            return;
        }
        _ready.Enqueue(outcome);
        _next++;
        while (ordered && _early.Remove(_next, out var following))
        {
            _ready.Enqueue(following);
            _next++;
        }
    }

    /// <summary>The input has ended; <paramref name="error"/> is what it threw, if it did.</summary>
    public void EndOfInput(Exception? error)
    {
        lock (_gate)
        {
            (_fed, _sourceError) = (true, error);
            Wake(ref _reader);
        }
    }

    /// <summary>Waits for outcomes and moves all that are ready to the reader.</summary>
    /// <returns>False when there are none and none will come.</returns>
    public async Task<bool> ReadAsync(List<Outcome<TResult>> into)
    {
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                if (_ready.Count > 0)
                {
                    into.AddRange(_ready);
                    _ready.Clear();
                    return true;
                }
                if (_fed && _consumed == _taken)
                    return _sourceError is null ? false : throw Rethrown(_sourceError);
                wait = (_reader = NewSource()).Task;
            }
            await wait.ConfigureAwait(false);
        }
    }

    /// <summary>The reader has used an outcome: its permit is free.</summary>
    public void OnConsumed()
    {
        lock (_gate)
        {
            _consumed++;
            Wake(ref _feeder);
        }
    }

    private static Exception Rethrown(Exception error)
    {
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        return error;
    }

    private static void Wake(ref TaskCompletionSource? waiting)
    {
        waiting?.TrySetResult();
        waiting = null;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

using Troupe.Jobs;

namespace Troupe.Chunks;

/// <summary>
/// One map: cuts the items into chunks, keeps a few of them with the pool, and puts each result in its place. All items
/// run, whatever becomes of some; the first in the input that failed is the map's error. Safe for any thread.
/// </summary>
internal sealed class MapOperation<T, TResult> : IChunkOwner<TResult>
{
    private readonly TaskCompletionSource<TResult[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly CallerContext _caller = new();
    private readonly HashSet<Job> _open = [];
    private readonly ChunkSource<T, TResult> _source;
    private readonly ReadOnlyMemory<T> _items;
    private readonly TResult[] _results;
    private readonly int _chunkSize;
    private readonly int _mostOpen;
    private readonly CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private int _next;
    private int _beingEncoded; // Taken from the items, and not open yet: without them a map could end before its last chunk is sent.
    private int _pausedRetries;
    private bool _cutShort; // Cancelled before all items had been submitted: what is missing has no failure of its own.
    private (long Index, Exception Error)? _failure;

    private MapOperation(ChunkSource<T, TResult> source, ReadOnlyMemory<T> items, int? chunkSize, CancellationToken cancellation)
    {
        (_source, _items, _cancellation) = (source, items, cancellation);
        _results = new TResult[items.Length];
        _chunkSize = chunkSize ?? ChunkSize.OfMap(items.Length, source.Backend.Workers);
        _mostOpen = 4 * source.Backend.Workers;
    }

    public static Task<TResult[]> Run(ChunkSource<T, TResult> source, ReadOnlyMemory<T> items, int? chunkSize, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<TResult[]>(cancellation);
        if (items.IsEmpty)
            return Task.FromResult<TResult[]>([]);
        var map = new MapOperation<T, TResult>(source, items, chunkSize, cancellation);
        map.SubmitMore(throwing: true);
        map._registration = cancellation.UnsafeRegister(static state => ((MapOperation<T, TResult>)state!).CancelAll(), map);
        Interlocked.MemoryBarrier();
        // It may have ended before there was anything to unregister: a token that lives long must not keep it.
        if (map._completion.Task.IsCompleted)
            map._registration.Unregister();
        return map._completion.Task;
    }

    /// <summary>Keeps the pool supplied. At the first call an item that cannot travel throws at the caller; later it is the map's error.</summary>
    private void SubmitMore(bool throwing)
    {
        while (TryNext(out var first, out var count))
        {
            ChunkJob<TResult> chunk;
            try
            {
                chunk = _source.Encode(_items.Span.Slice(first, count), first, this);
            }
            catch (Exception error) when (!throwing || first > 0)
            {
                OnItemFailed(first, error);
                StopSubmitting();
                break;
            }
            Open(chunk);
            _source.Backend.Submit(chunk);
            // A cancel that came before it was open has not seen it.
            if (_cancellation.IsCancellationRequested)
                _source.Backend.Cancel(chunk);
        }
        EndIfDone();
    }

    private bool TryNext(out int first, out int count)
    {
        lock (_gate)
        {
            (first, count) = (_next, Math.Min(_chunkSize, _items.Length - _next));
            if (count <= 0 || _open.Count >= _mostOpen || _cancellation.IsCancellationRequested)
                return false;
            _next += count;
            _beingEncoded++;
            return true;
        }
    }

    private void Open(ChunkJob<TResult> chunk)
    {
        lock (_gate)
        {
            _open.Add(chunk);
            _beingEncoded--;
        }
    }

    private void StopSubmitting()
    {
        lock (_gate)
        {
            _next = _items.Length;
            _beingEncoded--;
        }
    }

    public Span<TResult> ResultSpace(long first, int count) => _results.AsSpan((int)first, count);

    public void OnResults(long first, ReadOnlySpan<TResult> results)
    {
        // They stand in their place already.
    }

    public void OnItemFailed(long index, Exception error)
    {
        lock (_gate)
        {
            if (_failure is null || index < _failure.Value.Index)
                _failure = (index, error);
        }
    }

    public void OnChunkEnded(ChunkJob<TResult> chunk)
    {
        bool more;
        lock (_gate)
        {
            _open.Remove(chunk);
            more = _next < _items.Length;
        }
        // Encoding the next items may run user code, which has no place on the thread that carries results.
        if (more)
            ThreadPool.UnsafeQueueUserWorkItem(static map => map._caller.Run(() => map.SubmitMore(throwing: false)), this, preferLocal: false);
        else
            EndIfDone();
    }

    public void OnRetry(ChunkJob<TResult> again, TimeSpan pause)
    {
        lock (_gate)
            _pausedRetries++;
        _ = Task.Delay(pause, _cancellation).ContinueWith(
            _ =>
            {
                lock (_gate)
                {
                    _open.Add(again);
                    _pausedRetries--;
                }
                if (_cancellation.IsCancellationRequested)
                {
                    again.Cancel(); // Nobody has it yet.
                    return;
                }
                _caller.Run(() => _source.Backend.Submit(again));
                // A cancel that came before it was submitted may not have found it.
                if (_cancellation.IsCancellationRequested)
                    _source.Backend.Cancel(again);
            },
            TaskScheduler.Default);
    }

    private void CancelAll()
    {
        Job[] open;
        lock (_gate)
        {
            _cutShort |= _next < _items.Length;
            _next = _items.Length;
            open = [.. _open];
        }
        foreach (var job in open)
            _source.Backend.Cancel(job);
        EndIfDone();
    }

    private void EndIfDone()
    {
        lock (_gate)
        {
            if (_open.Count > 0 || _beingEncoded > 0 || _pausedRetries > 0 || (_next < _items.Length && !_cancellation.IsCancellationRequested))
                return;
            _cutShort |= _next < _items.Length;
        }
        if (_failure is { Error: not OperationCanceledException } failure)
            Fail(ItemErrors.At(failure.Index, failure.Error));
        else if (_failure is not null || _cutShort)
            _completion.TrySetCanceled(_cancellation);
        else
            _completion.TrySetResult(_results);
        _registration.Unregister();
    }

    private void Fail(Exception error)
    {
        _source.Function.Faults?.Add($"The map of {_source.Function.DisplayName}", error);
        _completion.TrySetException(error);
    }
}

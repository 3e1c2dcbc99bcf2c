using Troupe.Platform.Timing;

namespace Troupe.Jobs.Chunks;

/// <summary>
/// One map: cuts the items into chunks, keeps a few of them with the pool, and puts each result at its index. All items
/// run, whatever becomes of some; the first in the input that failed is the map's error. Safe for any thread.
/// </summary>
internal sealed class MapOperation<T, TResult> : IChunkOwner<TResult>
{
    private readonly TaskCompletionSource<TResult[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly CallerContext _caller = new();
    private readonly PoolWork _submitting;
    private readonly HashSet<Job> _open = [];
    private readonly ChunkSource<T, TResult> _source;
    private readonly ReadOnlyMemory<T> _items;
    private readonly TResult[] _results;
    private readonly int _chunkSize;
    private readonly int _mostOpen;
    private readonly byte[] _capture;
    // Chunks are submitted by the thread that carries results: no application code runs for it.
    private readonly bool _submitsHere;
    private readonly CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private int _next;
    private int _wanted; // How many times the next chunks were requested and not submitted yet.
    private int _unended; // Encodings, chunks and pauses of retries that have not ended: while there are some, the map has not.
    private (long Index, Exception Error, bool Cancelled)? _failure;

    private MapOperation(ChunkSource<T, TResult> source, ReadOnlyMemory<T> items, int? chunkSize, CancellationToken cancellation)
    {
        (_source, _items, _cancellation) = (source, items, cancellation);
        _results = new TResult[items.Length];
        _chunkSize = chunkSize ?? ChunkSize.OfMap(items.Length, source.Backend.Workers);
        _mostOpen = 4 * source.Backend.Workers;
        _capture = source.CaptureCaller();
        _submitsHere = source.Backend.TakesFromAnyThread && !source.RunsUserCode;
        _submitting = new PoolWork(() => _caller.Run(() => SubmitMore()));
    }

    public static Task<TResult[]> Run(
        ChunkSource<T, TResult> source,
        ReadOnlyMemory<T> items,
        int? chunkSize,
        CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<TResult[]>(cancellation);
        if (items.IsEmpty)
            return Task.FromResult<TResult[]>([]);
        var map = new MapOperation<T, TResult>(source, items, chunkSize, cancellation);
        // Before anything can end: what has ended unties itself, and a long-lived token no longer keeps it.
        map._registration = cancellation.UnsafeRegister(static state => ((MapOperation<T, TResult>)state!).CancelAll(), map);
        map.SubmitMore();
        return map._completion.Task;
    }

    /// <summary>Keeps the pool supplied.</summary>
    private void SubmitMore()
    {
        while (TryNext(out var first, out var count))
        {
            try
            {
                _source.Submit(_items.Span.Slice(first, count), first, _capture, this, _cancellation);
            }
            catch (Exception error)
            {
                Note(first, error, cancelled: false); // It was not its items' fault: there is no memory, for instance.
            }
            lock (_gate)
                _unended--;
        }
        EndIfDone();
    }

    public void OnChunkBegins(ChunkJob<TResult> chunk)
    {
        lock (_gate)
        {
            _open.Add(chunk);
            _unended++;
        }
    }

    private bool TryNext(out int first, out int count)
    {
        lock (_gate)
        {
            (first, count) = (_next, Math.Min(_chunkSize, _items.Length - _next));
            if (count <= 0 || _open.Count >= _mostOpen || _cancellation.IsCancellationRequested)
                return false;
            _next += count;
            _unended++;
            return true;
        }
    }

    public Span<TResult> ResultSpace(long first, int count) => _results.AsSpan((int)first, count);

    public void OnResults(long first, ReadOnlySpan<TResult> results)
    {
        // They are at their index already.
    }

    public void OnItemFailed(long index, Exception error) => Note(index, error, cancelled: false);

    public void OnItemCancelled(long index, Exception error) => Note(index, error, cancelled: true);

    private void Note(long index, Exception error, bool cancelled)
    {
        lock (_gate)
        {
            if (_failure is null || index < _failure.Value.Index)
                _failure = (index, error, cancelled);
        }
    }

    public void OnChunkEnded(ChunkJob<TResult> chunk)
    {
        bool more;
        lock (_gate)
        {
            _open.Remove(chunk);
            _unended--;
            more = _next < _items.Length && (_submitsHere || _open.Count <= _mostOpen / 2);
        }
        if (!more)
            EndIfDone();
        else if (_submitsHere)
            SubmitMoreInTurn();
        else
            _submitting.Request(); // It costs more to wake a thread than to encode a chunk, and the workers have the other half meanwhile.
    }

    /// <summary>One thread at a time does it for all; so does a chunk that ends while it is being submitted.</summary>
    private void SubmitMoreInTurn()
    {
        if (Interlocked.Increment(ref _wanted) > 1)
            return;
        int seen;
        do
        {
            seen = Volatile.Read(ref _wanted);
            SubmitMore();
        } while (Interlocked.Add(ref _wanted, -seen) > 0);
    }

    public void OnRetry(ChunkJob<TResult> again, TimeSpan pause)
    {
        lock (_gate)
            _unended++;
        _ = RetryPause.SubmitAfterAsync(pause, () => _caller.Run(() => Submit(again)), _cancellation);
    }

    private void Submit(ChunkJob<TResult> again)
    {
        lock (_gate)
            _open.Add(again);
        _source.Submit(again, _cancellation);
    }

    private void CancelAll()
    {
        Job[] open;
        lock (_gate)
            open = [.. _open];
        foreach (var job in open)
            _source.Backend.Cancel(job);
        EndIfDone();
    }

    /// <summary>All items were submitted, or no further ones will be, and every chunk has its end: only then is everything known that
    /// decides.</summary>
    private void EndIfDone()
    {
        bool all;
        lock (_gate)
        {
            all = _next == _items.Length;
            if (_unended > 0 || !(all || _cancellation.IsCancellationRequested))
                return;
        }
        _registration.Unregister();
        _submitting.End();
        if (_failure is { Cancelled: false } failure)
            Fail(ItemErrors.At(failure.Index, failure.Error));
        else if (all && _failure is null)
            _completion.TrySetResult(_results);
        else
            _completion.TrySetCanceled(_cancellation.IsCancellationRequested ? _cancellation : new CancellationToken(canceled: true));
    }

    private void Fail(Exception error)
    {
        _source.Function.Faults?.Add($"The map of {_source.Function.DisplayName}", error);
        _completion.TrySetException(error);
    }
}

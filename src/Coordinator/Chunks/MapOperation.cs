using Troupe.Jobs;
using Troupe.Timing;

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
    private readonly PoolWork _submitting;
    private readonly HashSet<Job> _open = [];
    private readonly ChunkSource<T, TResult> _source;
    private readonly ReadOnlyMemory<T> _items;
    private readonly TResult[] _results;
    private readonly int _chunkSize;
    private readonly int _mostOpen;
    private readonly CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private int _next;
    private int _unended; // Encodings, chunks and pauses of retries that have not ended: while there are some, the map has not.
    private (long Index, Exception Error, bool Cancelled)? _failure;

    private MapOperation(ChunkSource<T, TResult> source, ReadOnlyMemory<T> items, int? chunkSize, CancellationToken cancellation)
    {
        (_source, _items, _cancellation) = (source, items, cancellation);
        _results = new TResult[items.Length];
        _chunkSize = chunkSize ?? ChunkSize.OfMap(items.Length, source.Backend.Workers);
        _mostOpen = 4 * source.Backend.Workers;
        _submitting = new PoolWork(() => _caller.Run(() => SubmitMore()));
    }

    public static Task<TResult[]> Run(ChunkSource<T, TResult> source, ReadOnlyMemory<T> items, int? chunkSize, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<TResult[]>(cancellation);
        if (items.IsEmpty)
            return Task.FromResult<TResult[]>([]);
        var map = new MapOperation<T, TResult>(source, items, chunkSize, cancellation);
        // Before anything can end: what has ended unties itself, and a token that lives long keeps it no more.
        map._registration = cancellation.UnsafeRegister(static state => ((MapOperation<T, TResult>)state!).CancelAll(), map);
        map.SubmitMore();
        return map._completion.Task;
    }

    /// <summary>Keeps the pool supplied.</summary>
    private void SubmitMore()
    {
        while (TryNext(out var first, out var count))
        {
            _source.Submit(_items.Span.Slice(first, count), first, this, _cancellation);
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
        // They stand in their place already.
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
            more = _next < _items.Length && _open.Count <= _mostOpen / 2;
        }
        // Encoding the next items may run user code, which has no place on the thread that carries results. Another thread is woken for
        // several chunks at a time: it costs more than to encode one, and the workers have the other half meanwhile.
        if (more)
            _submitting.Request();
        else
            EndIfDone();
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

    /// <summary>All items were submitted, or no more will be, and every chunk has its end: only then is everything known that decides.</summary>
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

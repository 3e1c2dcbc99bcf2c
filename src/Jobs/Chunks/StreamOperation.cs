using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Troupe.Jobs.Chunks;

/// <summary>
/// One stream: a feeder takes items from the input, at most as many as the look-ahead allows, cuts them into chunks and submits
/// them; the reader gets the outcomes from the buffer. When the reader stops, everything outstanding is cancelled and the
/// input is disposed before the reader's loop is left.
/// </summary>
internal sealed class StreamOperation<T, TResult> : IChunkOwner<TResult>
{
    private readonly ChunkSource<T, TResult> _source;
    private readonly StreamOptions _options;
    private readonly StreamBuffer<TResult> _buffer;
    private readonly Lock _gate = new();
    private readonly CallerContext _caller = new();
    private readonly HashSet<Job> _open = [];
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _stopping; // Retries ask for it when the stream may be over, and its source disposed of.
    private long _taken;

    private StreamOperation(ChunkSource<T, TResult> source, StreamOptions options, CancellationToken cancellation)
    {
        (_source, _options) = (source, options);
        _buffer = new StreamBuffer<TResult>(options.Ordered, options.LookAhead);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _stopping = _stop.Token;
    }

    public static async IAsyncEnumerable<Outcome<TResult>> Run(
        ChunkSource<T, TResult> source, IAsyncEnumerable<T> items, StreamOptions options, CancellationToken outer,
        [EnumeratorCancellation] CancellationToken inner = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(outer, inner);
        both.Token.ThrowIfCancellationRequested();
        var stream = new StreamOperation<T, TResult>(source, options, both.Token);
        await using var registration = both.Token.UnsafeRegister(static state => ((StreamOperation<T, TResult>)state!).CancelOpen(), stream)
            .ConfigureAwait(false);
        var feeding = Task.Run(() => stream.FeedAsync(items), CancellationToken.None);
        var ready = new List<Outcome<TResult>>();
        try
        {
            while (await stream._buffer.ReadAsync(ready).ConfigureAwait(false))
            {
                foreach (var outcome in ready)
                {
                    both.Token.ThrowIfCancellationRequested();
                    yield return outcome;
                    stream._buffer.OnConsumed();
                }
                ready.Clear();
            }
            both.Token.ThrowIfCancellationRequested();
        }
        finally
        {
            await stream._stop.CancelAsync().ConfigureAwait(false);
            stream.CancelOpen();
            await feeding.ConfigureAwait(false);
            stream._stop.Dispose();
        }
    }

    /// <summary>Never throws: what the input throws is told to the reader, after the outcomes of the items before it.</summary>
    private async Task FeedAsync(IAsyncEnumerable<T> items)
    {
        Exception? error = null;
        var chunk = new List<T>();
        try
        {
            var input = items.GetAsyncEnumerator(_stopping);
            await using var ending = input.ConfigureAwait(false);
            while (await TakeAsync(input, chunk).ConfigureAwait(false))
            {
                if (chunk.Count >= NextSize())
                    Submit(chunk);
            }
        }
        catch (Exception thrown)
        {
            // The input's own error; a stream that was stopped needs no telling.
            error = _stopping.IsCancellationRequested ? null : ItemErrors.OfInput(_taken + chunk.Count, thrown);
        }
        Submit(chunk);
        _buffer.EndOfInput(error);
    }

    /// <summary>Takes one item. Neither a full buffer nor a slow input holds back the items that were taken before.</summary>
    private async Task<bool> TakeAsync(IAsyncEnumerator<T> input, List<T> chunk)
    {
        if (!_buffer.TryTakePlace())
        {
            Submit(chunk);
            await _buffer.TakePlaceAsync(_stopping).ConfigureAwait(false);
        }
        var taken = false;
        try
        {
            var moving = input.MoveNextAsync();
            if (!moving.IsCompleted)
                Submit(chunk);
            if (await moving.ConfigureAwait(false))
            {
                chunk.Add(input.Current);
                taken = true;
            }
            return taken;
        }
        finally
        {
            if (!taken)
                _buffer.ReturnPlace();
        }
    }

    private int NextSize() =>
        _options.ChunkSize ?? ChunkSize.OfStream(_source.Function.EstimatedTicks, _options.LookAhead, _source.Backend.Workers);

    private void Submit(List<T> chunk)
    {
        var first = _taken;
        _taken += chunk.Count;
        _source.Submit(CollectionsMarshal.AsSpan(chunk), first, _source.CaptureCaller(), this, _stopping);
        chunk.Clear();
    }

    public void OnChunkBegins(ChunkJob<TResult> chunk)
    {
        lock (_gate)
            _open.Add(chunk);
    }

    private void CancelOpen()
    {
        Job[] open;
        lock (_gate)
            open = [.. _open];
        foreach (var job in open)
            _source.Backend.Cancel(job);
    }

    public Span<TResult> ResultSpace(long first, int count) => new TResult[count];

    public void OnResults(long first, ReadOnlySpan<TResult> results) => _buffer.Add(first, results);

    public void OnItemFailed(long index, Exception error) => _buffer.Add(index, error);

    public void OnItemCancelled(long index, Exception error) => _buffer.Add(index, error);

    public void OnChunkEnded(ChunkJob<TResult> chunk)
    {
        lock (_gate)
            _open.Remove(chunk);
    }

    public void OnRetry(ChunkJob<TResult> again, TimeSpan pause) =>
        _ = RetryPause.SubmitAfterAsync(pause, () => _caller.Run(() => Submit(again)), _stopping);

    private void Submit(ChunkJob<TResult> again)
    {
        OnChunkBegins(again);
        _source.Submit(again, _stopping);
    }
}

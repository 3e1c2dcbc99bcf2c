using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Troupe.Jobs;

namespace Troupe.Chunks;

/// <summary>
/// One stream: a feeder takes items from the input, no more than the look-ahead allows, cuts them into chunks and submits
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
        ChunkSource<T, TResult> source, IAsyncEnumerable<T> items, StreamOptions options, CancellationToken outer, [EnumeratorCancellation] CancellationToken inner = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(outer, inner);
        both.Token.ThrowIfCancellationRequested();
        var stream = new StreamOperation<T, TResult>(source, options, both.Token);
        await using var registration = both.Token.UnsafeRegister(static state => ((StreamOperation<T, TResult>)state!).CancelOpen(), stream).ConfigureAwait(false);
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
                    stream._buffer.Given();
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
            // The input's own error, or an item that cannot travel; a stream that was stopped needs no telling.
            error = _stopping.IsCancellationRequested ? null : thrown;
        }
        TrySubmitLast(chunk, ref error);
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
            taken = await moving.ConfigureAwait(false);
            if (taken)
                chunk.Add(input.Current);
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

    private void TrySubmitLast(List<T> chunk, ref Exception? error)
    {
        try
        {
            Submit(chunk);
        }
        catch (Exception thrown)
        {
            error ??= thrown; // An item of the last chunk that cannot travel.
        }
    }

    private void Submit(List<T> chunk)
    {
        if (chunk.Count == 0)
            return;
        var first = _taken;
        _taken += chunk.Count;
        ChunkJob<TResult> job;
        try
        {
            job = _source.Encode(CollectionsMarshal.AsSpan(chunk), first, this);
        }
        catch (Exception error)
        {
            for (var index = 0; index < chunk.Count; index++)
                _buffer.Add(first + index, error);
            chunk.Clear();
            return;
        }
        chunk.Clear();
        Submit(job);
    }

    private void Submit(ChunkJob<TResult> job)
    {
        lock (_gate)
            _open.Add(job);
        _source.Submit(job, _stopping);
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

    public void OnChunkEnded(ChunkJob<TResult> chunk)
    {
        lock (_gate)
            _open.Remove(chunk);
    }

    public void OnRetry(ChunkJob<TResult> again, TimeSpan pause) =>
        _ = RetryPause.SubmitAfterAsync(pause, () => _caller.Run(() => Submit(again)), _stopping);
}

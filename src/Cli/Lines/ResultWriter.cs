using System.Buffers;

namespace Troupe.Cli.Lines;

/// <summary>
/// Writes result lines in order or as they come. Only whole lines are written, so that only a kill, or a disk that is full,
/// can tear one. For one caller at a time.
/// </summary>
/// <param name="output">Where they go.</param>
/// <param name="ordered">Whether they are to be in order.</param>
/// <param name="abandon">Ends the wait for a reader that does not read; nothing is written after that.</param>
internal sealed class ResultWriter(IResultOutput output, bool ordered, CancellationToken abandon)
{
    private const int FlushAt = 64 * 1024;
    private static readonly TimeSpan s_last = TimeSpan.FromSeconds(1);

    private readonly ArrayBufferWriter<byte> _pending = new(2 * FlushAt);
    private readonly ResultOrder? _order = ordered ? new ResultOrder() : null;
    private bool _stuck;

    /// <summary>Memory of the lines that wait for an earlier item's, in bytes, about.</summary>
    public long Held => _order?.Held ?? 0;

    /// <param name="sequence">Which item of this run it is of.</param>
    /// <param name="line">The line with its end.</param>
    /// <exception cref="IOException">The output cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async ValueTask WriteAsync(long sequence, ReadOnlyMemory<byte> line)
    {
        if (_order is not null && !_order.IsNext(sequence))
        {
            _order.Hold(sequence, line.Span);
            return;
        }

        await AppendAsync(line).ConfigureAwait(false);
        while (_order?.Advance() is { } following)
            await AppendAsync(following).ConfigureAwait(false);
    }

    /// <summary>Hands over what is gathered. Called whenever the next result is not there yet.</summary>
    /// <exception cref="IOException">The output cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async ValueTask FlushAsync()
    {
        abandon.ThrowIfCancellationRequested();
        await FlushAsync(Timeout.InfiniteTimeSpan, abandon).ConfigureAwait(false);
    }

    /// <summary>The same after it was given up, for as long as a disk takes and a reader who sleeps does not.</summary>
    /// <exception cref="IOException">The output cannot be written.</exception>
    public async ValueTask FlushLastAsync()
    {
        try
        {
            await FlushAsync(s_last, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The items are done again when the run is resumed.
        }
    }

    private async ValueTask FlushAsync(TimeSpan limit, CancellationToken stop)
    {
        if (_pending.WrittenCount == 0 || _stuck)
            return;
        // A write blocks for as long as a reader pleases; one that is left behind keeps its bytes.
        var lines = _pending.WrittenMemory;
        _stuck = true;
        await Task.Run(() => output.Write(lines.Span), CancellationToken.None).WaitAsync(limit, stop).ConfigureAwait(false);
        _stuck = false;
        _pending.ResetWrittenCount();
    }

    private async ValueTask AppendAsync(ReadOnlyMemory<byte> line)
    {
        _pending.Write(line.Span);
        if (_pending.WrittenCount >= FlushAt)
            await FlushAsync().ConfigureAwait(false);
    }
}

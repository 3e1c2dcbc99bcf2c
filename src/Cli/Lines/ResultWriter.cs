using System.Buffers;

namespace Troupe.Cli.Lines;

/// <summary>Writes result lines in order or as they come. Only whole lines are written, so that only a kill can tear one.</summary>
internal sealed class ResultWriter(Stream output, bool ordered)
{
    private const int FlushAt = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _pending = new(2 * FlushAt);
    private readonly ResultOrder? _order = ordered ? new ResultOrder() : null;

    /// <summary>Memory of the lines that wait for an earlier item's, in bytes, about.</summary>
    public long Held => _order?.Held ?? 0;

    /// <param name="given">Which item it is of, counted as they were given to the pool.</param>
    /// <param name="line">The line with its end.</param>
    public void Write(long given, ReadOnlySpan<byte> line)
    {
        if (_order is not null && !_order.IsNext(given))
        {
            _order.Hold(given, line);
            return;
        }

        Append(line);
        while (_order?.Advance() is { } following)
            Append(following);
    }

    /// <summary>Hands over what is gathered. Called whenever the next result is not there yet.</summary>
    public void Flush()
    {
        if (_pending.WrittenCount == 0)
            return;
        output.Write(_pending.WrittenSpan);
        output.Flush();
        _pending.ResetWrittenCount();
    }

    private void Append(ReadOnlySpan<byte> line)
    {
        _pending.Write(line);
        if (_pending.WrittenCount >= FlushAt)
            Flush();
    }
}

namespace Troupe;

/// <summary>How a <see cref="ProcessChannel{T}"/> works. Immutable.</summary>
public sealed record ProcessChannelOptions
{
    /// <summary>How many items may wait to be read; a writer waits, or is refused, while there are as many. Default: no bound.</summary>
    public int Capacity { get; init; } = int.MaxValue;

    /// <summary>What the death of a writer means for the readers. Default: <see cref="WriterLoss.CompleteWhenLastWriterDies"/>.</summary>
    public WriterLoss WriterLoss { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Capacity, 1);
        if (!Enum.IsDefined(WriterLoss))
            throw new ArgumentOutOfRangeException(nameof(WriterLoss), WriterLoss, "This is no value of WriterLoss.");
    }
}

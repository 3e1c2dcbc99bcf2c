namespace Troupe;

/// <summary>
/// What the death of a writer means for the readers of a channel. A writer is a job, or a process, that has written and has
/// not ended; a job that ended in order, whatever its outcome, is none any more.
/// </summary>
public enum WriterLoss
{
    /// <summary>The default: when a writer has died and no other is left, the channel is completed with a
    /// <see cref="WorkerLostException"/>.</summary>
    CompleteWhenLastWriterDies,

    /// <summary>The first death of a writer completes the channel with a <see cref="WorkerLostException"/>.</summary>
    CompleteWhenAnyWriterDies,

    /// <summary>Nothing happens: somebody else will write, such as the retry of the job that died.</summary>
    Ignored,
}

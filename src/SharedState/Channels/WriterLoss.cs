namespace Troupe;

/// <summary>
/// What the death of a writer means for the readers of a channel. A writer is a job, or a process, that has written and has
/// not ended; a job that ended without its process dying, whatever its outcome, no longer counts as one.
/// </summary>
public enum WriterLoss
{
    /// <summary>The default: when a writer has died and no other is left, the channel is completed with a
    /// <see cref="WorkerLostException"/>.</summary>
    CompleteWhenLastWriterDies,

    /// <summary>The first death of a writer completes the channel with a <see cref="WorkerLostException"/>.</summary>
    CompleteWhenAnyWriterDies,

    /// <summary>Nothing happens: another writer is expected, such as the retry of the job that died.</summary>
    Ignored,
}

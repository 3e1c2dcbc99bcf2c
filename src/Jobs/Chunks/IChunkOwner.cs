namespace Troupe.Jobs.Chunks;

/// <summary>
/// The map or stream that a chunk belongs to. Called on the thread that carries results, or on the thread pool: it takes
/// what it is given and returns.
/// </summary>
internal interface IChunkOwner<TResult>
{
    /// <summary>A chunk is about to be submitted; its end follows.</summary>
    void OnChunkBegins(ChunkJob<TResult> chunk);

    /// <summary>Where the results of neighbouring items are decoded to.</summary>
    /// <param name="first">The position of the first in the whole input.</param>
    /// <param name="count">How many there are.</param>
    Span<TResult> ResultSpace(long first, int count);

    /// <summary>Neighbouring items have their results.</summary>
    /// <param name="first">The position of the first in the whole input.</param>
    /// <param name="results">The decoded results, in the space that was given for them.</param>
    void OnResults(long first, ReadOnlySpan<TResult> results);

    /// <summary>An item has failed.</summary>
    /// <param name="index">Its position in the whole input.</param>
    /// <param name="error">An exception of its own, that no other item has.</param>
    void OnItemFailed(long index, Exception error);

    /// <summary>An item was cancelled, by the caller or by the pool; what it has thrown by itself is no cancel.</summary>
    /// <param name="index">Its position in the whole input.</param>
    /// <param name="error">An exception of its own that says so.</param>
    void OnItemCancelled(long index, Exception error);

    /// <summary>Nothing more comes from this chunk.</summary>
    void OnChunkEnded(ChunkJob<TResult> chunk);

    /// <summary>An item is tried again, as a chunk of its own.</summary>
    void OnRetry(ChunkJob<TResult> again, TimeSpan pause);
}

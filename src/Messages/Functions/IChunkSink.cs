namespace Troupe.Messages.Functions;

/// <summary>Takes what happens to each item of a chunk. Implemented by the worker; called by one thread, in item order.</summary>
internal interface IChunkSink
{
    /// <summary>Whether to end before the next item, because the chunk was cancelled or recalled.</summary>
    bool ShouldStop { get; }

    /// <summary>An item is about to be decoded and run. Before the first of these calls none of any item's code has run.</summary>
    /// <param name="index">Its index in the chunk, from 0.</param>
    void BeginItem(int index);

    /// <summary>The item begun last is done.</summary>
    /// <param name="encodedResult">Its result; valid during this call only.</param>
    void ItemDone(ReadOnlySpan<byte> encodedResult);

    /// <summary>The item begun last failed: the function's own exception, or one of decoding or encoding.</summary>
    void ItemFailed(Exception error);
}

using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>Runs one function for many items. Thread-safe as far as the function is.</summary>
internal abstract class ChunkInvoker
{
    private protected ChunkInvoker()
    {
    }

    /// <summary>Whether <see cref="RunRaw"/> can be used: unmanaged items and results, a static function without token or task.</summary>
    public virtual bool SupportsRaw => false;

    /// <summary>The bytes of one item when <see cref="SupportsRaw"/>; otherwise 0.</summary>
    public virtual int ItemSize => 0;

    /// <summary>The bytes of one result when <see cref="SupportsRaw"/>; otherwise 0.</summary>
    public virtual int ResultSize => 0;

    /// <summary>Runs items one after the other and tells the sink about each.</summary>
    /// <param name="arguments">The captured data once, if any, then the items. Must be used up exactly.</param>
    /// <param name="skip">How many items at the start are stepped over, neither decoded nor run: they were settled by an earlier
    /// attempt.</param>
    /// <param name="count">How many items there are, the skipped ones included.</param>
    /// <param name="call">What the worker lends to the call.</param>
    /// <param name="sink">Learns about each item.</param>
    /// <param name="scratch">A writer for results; its content is overwritten.</param>
    /// <exception cref="ArgumentDecodingException">The captured data is bad; no item was begun.</exception>
    /// <remarks>
    /// Failing items do not end the chunk, also those that cannot be decoded. Only when the bytes are damaged so that the next item
    /// cannot be found, all that follow fail.
    /// </remarks>
    public abstract void Run(ref PayloadReader arguments, int skip, int count, IJobCall call, IChunkSink sink, PayloadWriter scratch);

    /// <summary>Runs items whose memory lies back to back, as fast as the function allows.</summary>
    /// <param name="items"><paramref name="count"/> items of <see cref="ItemSize"/> bytes; may be unaligned.</param>
    /// <param name="count">How many items there are.</param>
    /// <param name="results">Room for the results, <see cref="ResultSize"/> bytes each.</param>
    /// <param name="done">
    /// The index to start at; advanced after each item, so that it names the running item when the process dies or the function
    /// throws. May be a reference into shared memory.
    /// </param>
    /// <exception cref="NotSupportedException"><see cref="SupportsRaw"/> is false.</exception>
    /// <exception cref="ArgumentException">A span is too short for <paramref name="count"/>.</exception>
    /// <remarks>The function's own exception passes through, with <paramref name="done"/> at the failing item.</remarks>
    public virtual void RunRaw(ReadOnlySpan<byte> items, int count, Span<byte> results, ref int done) =>
        throw new NotSupportedException("This function's items or results are not plain memory; use Run.");
}

using System.Buffers;

namespace Troupe.SharedState.Arrays;

/// <summary>A shared array as <see cref="Memory{T}"/>: every span is requested separately, so none is handed out after the end.</summary>
internal sealed unsafe class SharedArrayMemory<T>(SharedArray<T> array) : MemoryManager<T>
    where T : unmanaged
{
    public override Span<T> GetSpan() => array.Span;

    /// <summary>Code that pins the memory, such as an asynchronous read, keeps it until it unpins it, also when the array ends
    /// meanwhile.</summary>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, array.Length);
        if (!array.Segment.TryHold())
            throw array.EndedError();
        return new MemoryHandle((T*)array.Segment.HeldData + array.Start + elementIndex, pinnable: this);
    }

    public override void Unpin() => array.Segment.Unhold();

    protected override void Dispose(bool disposing)
    {
        // The array is what is disposed of; a memory is one way to look at it.
    }
}

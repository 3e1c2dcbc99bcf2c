using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Troupe.SharedState.Arrays;

namespace Troupe;

/// <summary>
/// An array of plain values in memory that several processes share. It may be an argument, a captured variable or a result
/// of any job, of any pool, and of a <c>ChildProcess</c>: what travels is where it is, never the elements. All see
/// the same elements at once. Nothing orders their accesses: use <see cref="Interlocked"/> or <see cref="Volatile"/> on an
/// element, <c>Interlocked.Increment(ref array[3])</c>, a lock, or parts of the array that do not overlap.
/// </summary>
/// <typeparam name="T">The type of the elements: a value type without references.</typeparam>
/// <remarks>
/// <para>The process that made it owns it, and ends it for all by disposing of what <c>Create</c> gave; a pool does so at
/// its end. The memory is released when the last process releases it: a worker does so at the end of its job, unless the job has
/// kept the array. Processes that are killed leave nothing.</para>
/// <para>Every access after the end throws <see cref="ObjectDisposedException"/>. A span that was taken before and is used
/// after the end is a mistake, but a safe one: on Linux it shows zeros and changes nothing. Keep the array in a variable for
/// as long as you use a span of it. All members may be called from any thread.</para>
/// </remarks>
[JsonConverter(typeof(SharedArrayConverter))]
public sealed class SharedArray<T> : IDisposable
    where T : unmanaged
{
    /// <summary>The length of a whole array, which may grow.</summary>
    internal const int Whole = -1;

    private readonly string _id;
    private readonly Segment? _segment;
    private readonly ArrayOwner? _owner;
    private readonly bool _isOwner;
    private int _disposed;

    private SharedArray(Segment? segment, string id, int start, int length, bool isOwner, ArrayOwner? owner) =>
        (_segment, _id, Start, FixedLength, _isOwner, _owner) = (segment, id, start, length, isOwner, owner);

    /// <summary>How many elements. That of a whole array follows <see cref="Resize"/>, in whatever process that was called.</summary>
    /// <exception cref="ObjectDisposedException">The array has ended.</exception>
    public int Length
    {
        get
        {
            var length = FixedLength == Whole ? Segment.Length : FixedLength;
            // Afterwards: an array that has ended no longer has a length.
            _ = Data();
            return length;
        }
    }

    /// <summary>How many elements it may grow to; that of a slice is its length.</summary>
    /// <exception cref="ObjectDisposedException">The array has ended.</exception>
    public int Capacity
    {
        get
        {
            _ = Data();
            return FixedLength == Whole ? Segment.Capacity : FixedLength;
        }
    }

    /// <summary>Whether the array has ended, or this view of it was disposed of.</summary>
    public bool IsDisposed => Volatile.Read(ref _disposed) != 0 || _segment is null || _segment.HasEnded;

    /// <summary>The elements themselves, not a copy.</summary>
    /// <exception cref="ObjectDisposedException">The array has ended.</exception>
    public unsafe Span<T> Span
    {
        get
        {
            var length = Length;
            return new Span<T>((T*)Data() + Start, length);
        }
    }

    /// <summary>
    /// The elements themselves, for asynchronous code. Pinning it, as reading from a stream does, keeps the memory in place
    /// until it is done, also when the array ends meanwhile.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The array has ended.</exception>
    public Memory<T> Memory => new SharedArrayMemory<T>(this).Memory;

    /// <summary>One element itself: it can be read, written, and passed to <see cref="Interlocked"/> by reference.</summary>
    /// <param name="index">Its index, from 0.</param>
    /// <returns>The element in shared memory.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="ObjectDisposedException">The array has ended.</exception>
    public unsafe ref T this[int index]
    {
        get
        {
            var length = Length;
            if ((uint)index >= (uint)length)
                throw new ArgumentOutOfRangeException(nameof(index), index, $"The shared array has {length} elements.");
            return ref ((T*)Data())[Start + index];
        }
    }

    internal string Id => _id;

    internal Segment Segment => _segment ?? throw EndedError();

    internal int Start { get; }

    /// <summary>-1 for a whole array, whose length may grow.</summary>
    internal int FixedLength { get; }

    /// <summary>A part of the array that shares its elements; it travels as the array does. Its own end ends nothing else.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="length">How many elements it has.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such part.</exception>
    /// <exception cref="ObjectDisposedException">The array has ended.</exception>
    public SharedArray<T> Slice(int start, int length)
    {
        var own = Length;
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, own);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, own - start);
        Segment.TryAddView();
        return new SharedArray<T>(Segment, _id, Start + start, length, isOwner: false, owner: null);
    }

    /// <summary>The part from an element to the end; see <see cref="Slice(int, int)"/>.</summary>
    /// <param name="start">Where it begins.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such part.</exception>
    /// <exception cref="ObjectDisposedException">The array has ended.</exception>
    public SharedArray<T> Slice(int start) => Slice(start, Length - start);

    /// <summary>
    /// Makes the array longer, for all processes; new elements are zero. Nothing moves: spans and slices taken before stay
    /// good. When several processes do so at once, the longest wins. An array never gets shorter.
    /// </summary>
    /// <param name="length">The new length, at least the present one and at most <see cref="Capacity"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is not in that range.</exception>
    /// <exception cref="InvalidOperationException">This is a slice.</exception>
    /// <exception cref="ObjectDisposedException">The array has ended.</exception>
    public void Resize(int length)
    {
        if (FixedLength != Whole)
            throw new InvalidOperationException("A slice of a shared array has a fixed length; resize the array and take another slice.");
        var (least, most) = (Length, Capacity);
        if (length < least || length > most)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length),
                length,
                $"The shared array has {least} elements, never fewer, and room for {most}. Give Create a larger capacity.");
        }

        Segment.GrowTo(length);
    }

    /// <summary>
    /// What <c>Create</c> gave ends the array, for all processes; what came with a job, or is a slice, ends only itself. Never
    /// throws; may be called again.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0 || _segment is null)
            return;
        if (_isOwner)
        {
            _owner?.Forget(_segment);
            Segments.End(_segment);
        }
        else
        {
            _segment.RemoveView();
        }
    }

    internal static SharedArray<T> Create(int length, int? capacity, ArrayOwner? owner)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var most = capacity ?? length;
        if (most < length)
            throw new ArgumentOutOfRangeException(nameof(capacity), most, $"The capacity must be at least the length, {length}.");
        var segment = Segments.Create(ElementType.Of<T>(), length, most);
        var array = new SharedArray<T>(segment, segment.Id, 0, Whole, isOwner: true, owner);
        if (owner?.TryAdd(segment, array.Dispose) == false)
        {
            array.Dispose();
            throw new PoolClosedException("The pool has ended, and its shared arrays with it. Use SharedArray.Create, or another pool.");
        }
        return array;
    }

    /// <summary>An array that came in; one that has ended meanwhile is there, too, and says so at its first use.</summary>
    internal static SharedArray<T> Attached(string id, string location, int start, int length)
    {
        var segment = Segments.Attach(id, location, ElementType.Of<T>());
        if (segment is not null && length != Whole && (start > segment.Capacity || length > segment.Capacity - start))
        {
            segment.RemoveView();
            throw new InvalidDataException($"The shared array {id} has no {length} elements from {start} on.");
        }
        return new SharedArray<T>(segment, id, length == Whole ? 0 : start, length, isOwner: false, owner: null);
    }

    /// <summary>An array that had ended when it was handed over.</summary>
    internal static SharedArray<T> Over(string id) => new(null, id, 0, Whole, isOwner: false, owner: null);

    internal ObjectDisposedException EndedError() =>
        new(
            typeof(SharedArray<T>).ToString(),
            $"The shared array {_id} has ended: its owner, or its pool, was disposed of, or has died, or this part of it was disposed of.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Data()
    {
        var data = _segment is null || Volatile.Read(ref _disposed) != 0 ? 0 : _segment.Data;
        return data != 0 ? data : throw EndedError();
    }
}

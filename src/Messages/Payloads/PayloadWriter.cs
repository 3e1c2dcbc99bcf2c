using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Troupe.Messages.Payloads;

/// <summary>
/// Collects encoded values in one growing pooled buffer. <see cref="Clear"/> makes it ready for the next payload without
/// releasing the memory; <see cref="Dispose"/> releases it. Not thread-safe.
/// </summary>
internal sealed class PayloadWriter : IBufferWriter<byte>, IDisposable
{
    /// <summary>The default of <see cref="Limit"/>: 1 GiB.</summary>
    public const long DefaultLimit = 1L << 30;

    private const int SmallestBuffer = 256;

    [ThreadStatic]
    private static PayloadWriter? s_current;

    // More than any list that is sent as a query on purpose, and a fraction of a second for one without an end.
    private const int MostOfSequence = 16 << 20;

    private byte[] _buffer;
    private List<object>? _attachments;
    private Type? _sequence;
    private int _sequences;
    private long _end;
    private int _count;
    // The part of the buffer that may be filled: its length cut to the limit, so that one comparison checks both.
    private int _usable;

    /// <summary>Creates an empty writer.</summary>
    /// <param name="initialCapacity">Bytes to reserve at once; default 256.</param>
    /// <param name="limit">The most bytes this writer takes, default 1 GiB; values above 2 GiB act as 2 GiB.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public PayloadWriter(int initialCapacity = SmallestBuffer, long limit = DefaultLimit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initialCapacity);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        Limit = limit;
        _end = limit;
        _buffer = initialCapacity == 0 ? [] : ArrayPool<byte>.Shared.Rent(initialCapacity);
        _usable = (int)Math.Min(_buffer.Length, limit);
    }

    /// <summary>
    /// Until <see cref="Unbound"/>, what is written is of a sequence that is computed while it is read, and may have no end.
    /// </summary>
    /// <param name="sequence">Its type.</param>
    internal void Bound(Type sequence)
    {
        if (_sequences++ == 0)
            SetEnd(Math.Min(Limit, (long)_count + MostOfSequence), sequence);
    }

    /// <summary>The opposite of <see cref="Bound"/>.</summary>
    internal void Unbound()
    {
        if (--_sequences == 0)
            SetEnd(Limit, null);
    }

    /// <summary>Forgets all of <see cref="Bound"/>: after an error.</summary>
    internal void UnboundAll()
    {
        if (_sequences > 0)
        {
            _sequences = 0;
            SetEnd(Limit, null);
        }
    }

    /// <summary>The most bytes one payload may have; passing it throws <see cref="PayloadTooLargeException"/>.</summary>
    public long Limit { get; private set; }

    /// <summary>Takes so many bytes more than it was made for: room for what follows on the values, kept until then.</summary>
    /// <param name="bytes">How many; at least 0.</param>
    public void Extend(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Limit += bytes;
        SetEnd(Limit, null);
    }

    /// <summary>Bytes written since the start or the last <see cref="Clear"/>.</summary>
    public int WrittenCount => _count;

    /// <summary>The bytes written so far. Valid until the next write, <see cref="Clear"/> or <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _count);

    /// <summary>The bytes written so far. Valid until the next write, <see cref="Clear"/> or <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _count);

    /// <summary>
    /// The payload that a serializer is writing on this thread: for converters, which know only the serializer's writer. Null outside
    /// of one.
    /// </summary>
    public static PayloadWriter? Current => s_current;

    /// <summary>What the values written so far refer to, as their converters told; null, the usual case, when nothing.</summary>
    public IReadOnlyList<object>? Attachments => _attachments;

    /// <summary>Whether a codec of the declared type will read this; JSON without one is for any reader.</summary>
    internal bool IsTyped { get; set; }

    /// <summary>Attaches something that a value refers to and the payload's sender has to know of. It is not written.</summary>
    /// <param name="companion">What it is.</param>
    public void Attach(object companion) => (_attachments ??= []).Add(companion);

    /// <summary>Makes this the payload that the thread writes.</summary>
    /// <returns>The one before, for <see cref="Leave"/>.</returns>
    public PayloadWriter? Enter()
    {
        var outer = s_current;
        s_current = this;
        return outer;
    }

    /// <summary>The opposite of <see cref="Enter"/>.</summary>
    /// <param name="outer">What that gave.</param>
    public static void Leave(PayloadWriter? outer) => s_current = outer;

    /// <summary>Forgets what was written and keeps the buffer.</summary>
    public void Clear() => (_count, _attachments, IsTyped) = (0, null, false);

    /// <summary>Cuts the content back to an earlier <see cref="WrittenCount"/>, for example after a failed encoding.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or more than was written.</exception>
    public void Truncate(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)_count);
        _count = count;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > _usable - _count)
        {
            if ((long)_count + count <= _buffer.Length)
                throw TooLarge((long)_count + count);

            throw new ArgumentOutOfRangeException(nameof(count), count, "More bytes were reported than the buffer has.");
        }

        _count += count;
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureHint(sizeHint);
        return _buffer.AsSpan(_count);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureHint(sizeHint);
        return _buffer.AsMemory(_count);
    }

    /// <summary>Appends one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value)
    {
        if (_count >= _usable)
            Grow(1);

        _buffer[_count++] = value;
    }

    /// <summary>Appends bytes as they are.</summary>
    public void WriteSpan(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _usable - _count)
            Grow(bytes.Length);

        bytes.CopyTo(_buffer.AsSpan(_count));
        _count += bytes.Length;
    }

    /// <summary>Appends a value's memory in this machine's byte order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUnmanaged<T>(T value)
        where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        if (size > _usable - _count)
            Grow(size);

        Unsafe.WriteUnaligned(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_buffer), _count), value);
        _count += size;
    }

    /// <summary>Appends a number in 1 to 5 bytes, seven bits each, low bits first.</summary>
    public void WriteVarUInt32(uint value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    /// <summary>Appends a number in 1 to 10 bytes, seven bits each, low bits first.</summary>
    public void WriteVarUInt64(ulong value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    /// <summary>Hands the written bytes over with their buffer, without a copy; the writer is empty afterwards.</summary>
    /// <returns>The bytes, in an array rented from <see cref="ArrayPool{T}.Shared"/> that is the caller's now.</returns>
    public ArraySegment<byte> Detach()
    {
        var written = new ArraySegment<byte>(_buffer, 0, _count);
        _buffer = [];
        _count = 0;
        _usable = 0;
        IsTyped = false;
        return written;
    }

    /// <summary>Returns the buffer to the pool. The writer is empty afterwards and may be used again.</summary>
    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _count = 0;
        _usable = 0;
        IsTyped = false;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Leaves room for a 4-byte length and returns where it is.</summary>
    internal int BeginFrame()
    {
        var start = _count;
        WriteUnmanaged(0u);
        return start;
    }

    /// <summary>Fills in the length of what was written since <see cref="BeginFrame"/>.</summary>
    internal void EndFrame(int start) =>
        MemoryMarshal.Write(_buffer.AsSpan(start), (uint)(_count - start - sizeof(uint)));

    private void EnsureHint(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        var wanted = Math.Max(sizeHint, 1);
        if (wanted <= _buffer.Length - _count)
            return;

        // A hint is no demand: only bytes really written count against the limit, which Advance checks.
        Resize((long)_count + wanted);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int more)
    {
        var needed = (long)_count + more;
        if (needed > _end || needed > Array.MaxLength)
            throw TooLarge(needed);

        if (needed > _buffer.Length)
            Resize(needed);
    }

    private void SetEnd(long end, Type? sequence) => (_end, _sequence, _usable) = (end, sequence, (int)Math.Min(_buffer.Length, end));

    private Exception TooLarge(long needed) => _sequence is not null && needed <= Math.Min(Limit, Array.MaxLength)
        ? new ValueRefusedException(_sequence,
            $"it is computed while it is read, and has no end within {MostOfSequence >> 20} MiB. Pass what it gives: items.ToList(), "
                + "with Take before it if it is endless.")
        : new PayloadTooLargeException(Math.Min(Limit, Array.MaxLength), needed);

    private void Resize(long needed)
    {
        if (needed > Array.MaxLength)
            throw new PayloadTooLargeException(Math.Min(Limit, Array.MaxLength), needed);

        var wanted = Math.Min(Math.Max(Math.Max(needed, (long)_buffer.Length * 2), SmallestBuffer), Array.MaxLength);
        var bigger = ArrayPool<byte>.Shared.Rent((int)wanted);
        _buffer.AsSpan(0, _count).CopyTo(bigger);
        var old = _buffer;
        _buffer = bigger;
        _usable = (int)Math.Min(bigger.Length, _end);
        if (old.Length > 0)
            ArrayPool<byte>.Shared.Return(old);
    }
}

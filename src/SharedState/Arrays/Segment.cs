namespace Troupe.SharedState.Arrays;

/// <summary>
/// One array's memory as this process has it: a page that says what it is, then the elements.
/// <code>
///   0 mark: says that it lives, 0 when its owner has ended it · 8 length · 16 capacity · 24 bytes of an element · 32 its type
///   4096 elements
/// </code>
/// The owner's segment lives until it is ended. A lease, in a process that was given the array, lives while a job that was
/// given it runs, while something pins it, and while it is reachable; when the owner has ended the array, only while
/// such a job runs or something pins it. All members may be called from any thread.
/// </summary>
internal sealed unsafe class Segment
{
    /// <summary>Where the elements begin: on a page of their own, and so aligned for every type.</summary>
    private const int DataOffset = 4096;

    private const long AliveMark = 0x0159_4152_5254_5448;

    private readonly Lock _gate = new();
    private readonly SegmentMemory _memory;
    private volatile nint _start;
    private int _holds;
    private int _views;
    private bool _unwanted;
    private object? _holder;

    private Segment(string id, SegmentMemory memory, int capacity, bool owned)
    {
        (Id, _memory, Capacity, IsOwned) = (id, memory, capacity, owned);
        _start = memory.Start;
    }

    /// <summary>One that is no longer reachable. The table keeps owned ones reachable until they are ended, or left by a pool that was
    /// dropped.</summary>
    ~Segment()
    {
        if (IsOwned)
            End();
        else
            Release();
    }

    public string Id { get; }

    public bool IsOwned { get; }

    /// <summary>Where other processes find it.</summary>
    public string Location => _memory.Location;

    /// <summary>How many elements there is room for. Read from the page once: damage to it later does no harm.</summary>
    public int Capacity { get; }

    /// <summary>Whether its owner has ended it or this process has released it.</summary>
    public bool HasEnded => _start is var start && (start == 0 || Volatile.Read(ref *(long*)start) != AliveMark);

    public bool IsReleased => _start == 0;

    /// <summary>How many elements there are; it only grows.</summary>
    public int Length => _start is var start && start == 0 ? 0 : (int)Math.Clamp(Volatile.Read(ref *(long*)(start + 8)), 0, Capacity);

    public static Segment Create(ElementType type, int length, int capacity)
    {
        var id = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        var memory = SegmentMemory.Create(id, DataOffset + ((long)capacity * type.Size));
        var page = (long*)memory.Start;
        (page[1], page[2], page[3], page[4]) = (length, capacity, type.Size, type.Mark);
        Volatile.Write(ref page[0], AliveMark);
        return new Segment(id, memory, capacity, owned: true);
    }

    /// <summary>Maps what another process owns.</summary>
    /// <returns>Null when it has ended.</returns>
    /// <exception cref="InvalidDataException">It is no array, or one of other elements.</exception>
    public static Segment? Open(string id, string location, ElementType type)
    {
        if (SegmentMemory.Open(id, location) is not { } memory)
            return null;
        var page = (long*)memory.Start;
        var (mark, capacity) = memory.Size < DataOffset ? (-1, 0) : (Volatile.Read(ref page[0]), page[2]);
        var isOne = mark is AliveMark or 0 && capacity is >= 0 and <= int.MaxValue && DataOffset + (capacity * type.Size) <= memory.Size;
        var problem = !isOne ? "it is no shared array of this version"
            : page[3] != type.Size || page[4] != type.Mark ? $"its elements are not of the type {type.Name}"
            : null;
        if (problem is null && mark == AliveMark)
            return new Segment(id, memory, (int)capacity, owned: false);
        memory.Release();
        return problem is null ? null : throw new InvalidDataException($"The shared memory {id} cannot be read as declared: {problem}. "
            + "Declare the same element type on both sides, and run the same build.");
    }

    /// <summary>Whether the elements are of this type; asked again where a lease serves a second array.</summary>
    public bool Holds(ElementType type) =>
        _start is var start && start != 0 && ((long*)start)[3] == type.Size && ((long*)start)[4] == type.Mark;

    /// <summary>The first element; zero when it has ended. What is read or written through it is safe also after the end.</summary>
    public nint Data => HasEnded ? 0 : _start is var start && start != 0 ? start + DataOffset : 0;

    /// <summary>The first element, for a holder of the segment: it stays there until it is released.</summary>
    public nint HeldData => _start + DataOffset;

    /// <summary>Raises the length, unless it is there already.</summary>
    public void GrowTo(int length)
    {
        var start = _start;
        if (start == 0)
            return;
        ref var current = ref *(long*)(start + 8);
        for (var seen = Volatile.Read(ref current); seen < length;)
            seen = Interlocked.CompareExchange(ref current, length, seen) is var found && found == seen ? length : found;
    }

    /// <summary>Keeps the memory in place until <see cref="Unhold"/>, whatever happens.</summary>
    /// <returns>False when it has ended.</returns>
    public bool TryHold()
    {
        lock (_gate)
        {
            if (HasEnded)
                return false;
            _holds++;
            return true;
        }
    }

    public void Unhold()
    {
        lock (_gate)
            _holds--;
        ReleaseIfUnwanted();
    }

    /// <summary>As <see cref="TryHold"/>, once for each job however many arguments of it lie in this segment.</summary>
    public bool TryHoldFor(object job)
    {
        lock (_gate)
        {
            if (HasEnded || ReferenceEquals(_holder, job))
                return false;
            _holder = job;
            _holds++;
            return true;
        }
    }

    public void UnholdFor(object job)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_holder, job))
                _holder = null;
        }
        Unhold();
    }

    /// <returns>False when it was released meanwhile: the caller maps it again.</returns>
    public bool TryAddView()
    {
        lock (_gate)
        {
            if (_start == 0)
                return false;
            (_views, _unwanted) = (_views + 1, false);
            return true;
        }
    }

    /// <summary>A view was disposed of; without any the lease is released.</summary>
    public void RemoveView()
    {
        lock (_gate)
            _unwanted = --_views == 0 && !IsOwned;
        ReleaseIfUnwanted();
    }

    /// <summary>The owner ends it, for all processes.</summary>
    public void End()
    {
        lock (_gate)
        {
            _memory.Unname();
            if (_start is var start && start != 0)
                Volatile.Write(ref *(long*)start, 0);
        }
        ReleaseIfUnwanted();
    }

    /// <summary>Releases the memory as soon as nothing holds it, if it has ended or is no longer wanted.</summary>
    public void ReleaseIfUnwanted()
    {
        lock (_gate)
        {
            if (_unwanted || HasEnded)
                Release();
        }
    }

    private void Release()
    {
        lock (_gate)
        {
            if (_start == 0 || _holds > 0)
                return;
            _start = 0;
            _memory.Release();
        }
    }
}

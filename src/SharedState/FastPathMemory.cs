using System.Security.Cryptography;
using System.Text;
using Troupe.Messages.Payloads;
using Troupe.SharedState.Arrays;

namespace Troupe.SharedState;

/// <summary>
/// A shared object's memory that other processes map, with a first word that says whether the object lives. Letting go of
/// it is safe at any time: a late reader sees zeros, and finds that it has ended. Safe for any thread.
/// </summary>
internal sealed unsafe class FastPathMemory
{
    /// <summary>Where the object's own part begins: on a cache line of its own.</summary>
    public const int Head = 64;

    private const long AliveMark = 0x0152_494E_4754_5250;
    private const int IdLength = 32;

    private readonly string _id;
    private readonly SegmentMemory _memory;
    private bool _released;

    private FastPathMemory(string id, SegmentMemory memory) => (_id, _memory) = (id, memory);

    public byte* Start => (byte*)_memory.Start;

    public long Size => _memory.Size;

    /// <summary>Whether the object's home has ended it, or this process has released it.</summary>
    public bool HasEnded => Volatile.Read(ref *(long*)Start) != AliveMark;

    /// <summary>Makes memory of at least so many bytes, all zero behind the head.</summary>
    /// <returns>Null when this system has no such memory, or none to spare: the object does without.</returns>
    public static FastPathMemory? TryCreate(long size)
    {
        // Elsewhere late accesses would not be safe.
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2));
            var page = new FastPathMemory(id, SegmentMemory.Create(id, size));
            Volatile.Write(ref *(long*)page.Start, AliveMark);
            return page;
        }
        catch (IOException)
        {
            // Too many files open, say.
            return null;
        }
    }

    /// <summary>What another process needs to map it: that process's own number there, the id, the place.</summary>
    public byte[] Describe(ulong owner)
    {
        using var writer = new PayloadWriter();
        writer.WriteVarUInt64(owner);
        writer.WriteSpan(Encoding.ASCII.GetBytes(_id + _memory.Location));
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Maps what another process has described.</summary>
    /// <param name="description">What <see cref="Describe"/> gave there.</param>
    /// <param name="owner">This process's number.</param>
    /// <returns>Null when it has ended.</returns>
    /// <exception cref="IOException">The system refused.</exception>
    /// <exception cref="InvalidDataException">What is there is no such memory.</exception>
    public static FastPathMemory? Open(ReadOnlySpan<byte> description, out ulong owner)
    {
        var reader = new PayloadReader(description);
        owner = reader.ReadVarUInt64();
        var id = Encoding.ASCII.GetString(reader.ReadSpan(IdLength));
        if (SegmentMemory.Open(id, Encoding.ASCII.GetString(reader.Rest)) is not { } memory)
            return null;
        var page = new FastPathMemory(id, memory);
        if (memory.Size >= Head && !page.HasEnded)
            return page;
        page.Release();
        return null;
    }

    /// <summary>The home tells all processes that the object has been disposed, and releases the memory.</summary>
    public void End()
    {
        Volatile.Write(ref *(long*)Start, 0);
        _memory.Unname();
        Release();
    }

    /// <summary>No further process can map it.</summary>
    public void Unname() => _memory.Unname();

    /// <summary>This process releases it.</summary>
    public void Release()
    {
        if (!Interlocked.Exchange(ref _released, true))
            _memory.Release();
    }

    /// <summary>This process releases it, and has made sure that nothing here uses it any longer.</summary>
    public void Discard()
    {
        if (!Interlocked.Exchange(ref _released, true))
            _memory.Discard();
    }
}

using System.IO.MemoryMappedFiles;

namespace Troupe.Links.Flight;

/// <summary>
/// One shared page file per local worker: what the worker is doing, written by the worker with plain stores, read by the
/// coordinator at any time and, above all, after the worker's death. Behind the page lies the outbox: results wait there
/// for the socket, so results that were ready when the worker died are not lost.
/// </summary>
/// <remarks>
/// Layout (little-endian, offsets in bytes): 0 magic · 8 heartbeat · 24 start of the running job
/// (monotonic clock) · 32 flags · 36 dispatch number of the last job that began · 40 peak memory · 48 memory · 56 last job that
/// began · 64 outbox word: epoch &lt;&lt; 32 | staged length · 72, 80 stream
/// offset of the staged bytes for even and odd epochs · 88, 92 their offset in the outbox · 96 open frame: 1 while a frame
/// of items is being filled · 100 bytes per item, 0 when they differ · 104 bytes so far · 108 items so far (both in one
/// store) · 112 index of its first item · 116 its offset in the outbox · 120 index of the running item while no frame is open, -1 before
/// the first · 128 running jobs, 8 ids, 0 for none; workers run one job at a time and use the first · 4096 outbox. A worker only ever adds;
/// the one store that publishes comes last. So whatever moment a worker dies at, what it had published is whole.
/// </remarks>
internal sealed unsafe class FlightRecord : IDisposable
{
    /// <summary>Bytes of the outbox, 256 KiB.</summary>
    public const int OutboxSize = 256 * 1024;

    /// <summary>Bytes of the whole file.</summary>
    public const int FileSize = OutboxOffset + OutboxSize;

    /// <summary>What <see cref="RunningItem"/> is while what all items of a chunk share is decoded: none of them has begun.</summary>
    public const int NoItem = -1;

    private const int RunningJobsOffset = 128;
    private const int OutboxOffset = 4096;
    private const long Magic = 0x3254_4847_494C_4654;
    private const int TokenSeenMark = 1;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    private FlightRecord(MemoryMappedFile file)
    {
        _file = file;
        _view = file.CreateViewAccessor(0, FileSize);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>Makes the file, for the coordinator.</summary>
    /// <param name="path">A path that does not exist yet, in the pool's private directory.</param>
    /// <returns>The record, all zero.</returns>
    /// <exception cref="IOException">The file exists, or there is no room for it.</exception>
    public static FlightRecord Create(string path)
    {
        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            // Room is taken now: touching a page for which a full disk has none ends the process that touches it.
            PreallocationSize = FileSize,
        });
        stream.SetLength(FileSize);
        var record = Map(stream);
        *record.LongAt(0) = Magic;
        return record;
    }

    /// <summary>Opens the file, for the worker.</summary>
    /// <param name="path">Where the coordinator made it.</param>
    /// <returns>The shared record.</returns>
    /// <exception cref="InvalidDataException">The file is not a flight record of this version.</exception>
    public static FlightRecord Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length != FileSize)
            throw new InvalidDataException($"{path} has {stream.Length} bytes and is no flight record of this version.");
        var record = Map(stream);
        return *record.LongAt(0) == Magic ? record : throw new InvalidDataException($"{path} is no flight record of this version.");
    }

    private static FlightRecord Map(FileStream stream) =>
        new(
            MemoryMappedFile.CreateFromFile(
                stream,
                null,
                0,
                MemoryMappedFileAccess.ReadWrite,
                HandleInheritability.None,
                leaveOpen: false));

    /// <summary>A counter that the worker's own thread keeps moving; it stands still when the whole process does.</summary>
    public long Heartbeat
    {
        get => Volatile.Read(ref *LongAt(8));
        set => Volatile.Write(ref *LongAt(8), value);
    }

    /// <summary>The job that runs; 0 when none does.</summary>
    public ulong RunningJob
    {
        get => Volatile.Read(ref *(ulong*)LongAt(RunningJobsOffset));
        set => Volatile.Write(ref *(ulong*)LongAt(RunningJobsOffset), value);
    }

    /// <summary>The job that runs, or, while none does, the one that ran last; 0 before the first. Tells whose output is on its
    /// way.</summary>
    public ulong LastJob
    {
        get => Volatile.Read(ref *(ulong*)LongAt(56));
        set => Volatile.Write(ref *(ulong*)LongAt(56), value);
    }

    /// <summary>
    /// Which of the jobs that this worker was sent, counted from 1, began last; 0 before the first. Those sent before it have begun, or
    /// were returned; those sent after it have not begun.
    /// </summary>
    public int DispatchNumber
    {
        get => Volatile.Read(ref *IntAt(36));
        set => Volatile.Write(ref *IntAt(36), value);
    }

    /// <summary>Whether the page still begins as it was made: false once code of the worker has written over it.</summary>
    public bool IsIntact => Volatile.Read(ref *LongAt(0)) == Magic;

    /// <summary>When the running job, or the running item of a chunk, began, in ticks of the monotonic clock; 0 when not
    /// measured.</summary>
    public long StartedAt
    {
        get => Volatile.Read(ref *LongAt(24));
        set => Volatile.Write(ref *LongAt(24), value);
    }

    /// <summary>Whether the running job has got hold of its cancellation token, so that a cancel can end it softly.</summary>
    public bool TokenSeen
    {
        get => (Volatile.Read(ref *IntAt(32)) & TokenSeenMark) != 0;
        set => Volatile.Write(ref *IntAt(32), value ? TokenSeenMark : 0);
    }

    /// <summary>The most memory the worker has held, in bytes; 0 when unknown.</summary>
    public long PeakMemory
    {
        get => Volatile.Read(ref *LongAt(40));
        set => Volatile.Write(ref *LongAt(40), value);
    }

    /// <summary>The memory the worker holds, in bytes, as of its last heartbeat; 0 when unknown.</summary>
    public long Memory
    {
        get => Volatile.Read(ref *LongAt(48));
        set => Volatile.Write(ref *LongAt(48), value);
    }

    /// <summary>
    /// The index of the item of the running chunk that runs, from before its first byte is decoded; between two items the next one, or
    /// still the one that has just failed. <see cref="NoItem"/> before the first.
    /// </summary>
    public int RunningItem => OpenFrame ? OpenFirst + Volatile.Read(ref OpenCount) : NextItem;

    internal Span<byte> Outbox => new(_start + OutboxOffset, OutboxSize);

    internal bool OpenFrame
    {
        get => Volatile.Read(ref *IntAt(96)) != 0;
        set => Volatile.Write(ref *IntAt(96), value ? 1 : 0);
    }

    internal ref int OpenItemSize => ref *IntAt(100);

    internal ref int OpenLength => ref *IntAt(104);

    internal ref int OpenCount => ref *IntAt(108);

    internal ref int OpenFirst => ref *IntAt(112);

    /// <summary>
    /// Where the open frame stands. It always follows the staged bytes; when it does not, the frame was staged itself and the
    /// worker died before it could say so.
    /// </summary>
    internal ref int OpenPlace => ref *IntAt(116);

    internal int NextItem
    {
        get => Volatile.Read(ref *IntAt(120));
        set => Volatile.Write(ref *IntAt(120), value);
    }

    /// <summary>Bytes and items of the open frame in one store, so that no death leaves one without the other.</summary>
    internal void PublishItems(int length, int count) => Volatile.Write(ref *LongAt(104), ((long)count << 32) | (uint)length);

    internal StagedBytes Staged
    {
        get
        {
            var word = Volatile.Read(ref *LongAt(64));
            var parity = (int)(word >> 32) & 1;
            return new StagedBytes(*LongAt(72 + (8 * parity)), *IntAt(88 + (4 * parity)), (int)word);
        }
    }

    /// <summary>Moves the staged bytes: first the offset for the new epoch, then the one store that makes it count.</summary>
    internal void StartEpoch(long offset, int start)
    {
        var epoch = (*LongAt(64) >> 32) + 1;
        var parity = (int)epoch & 1;
        *LongAt(72 + (8 * parity)) = offset;
        *IntAt(88 + (4 * parity)) = start;
        Volatile.Write(ref *LongAt(64), epoch << 32);
    }

    internal void PublishStaged(int length)
    {
        ref var word = ref *LongAt(64);
        Volatile.Write(ref word, (word & ~0xFFFF_FFFFL) | (uint)length);
    }

    private long* LongAt(int offset) => (long*)At(offset);

    private int* IntAt(int offset) => (int*)At(offset);

    private byte* At(int offset)
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return _start + offset;
    }

    /// <summary>Unmaps the page. The caller makes sure that nothing reads it from then on.</summary>
    public void Dispose()
    {
        if (_start is null)
            return;
        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}

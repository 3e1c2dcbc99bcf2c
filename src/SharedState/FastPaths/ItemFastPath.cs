using Troupe.Links.Jobs;

namespace Troupe.SharedState.FastPaths;

/// <summary>
/// One process's fast path to the items of a channel or pipe: the ring in shared memory, once there has been enough to do
/// that it pays. What cannot be done there, and waiting, goes to the object's home. Safe for any thread.
/// </summary>
/// <param name="reference">The object.</param>
/// <param name="queue">Which of the object's queues.</param>
/// <param name="knowsReaders">Whether the home has to know of every job that reads, too.</param>
internal sealed class ItemFastPath(SharedReference reference, byte queue, bool knowsReaders) : IFastPath
{
    /// <summary>So many operations go through the home before a ring is asked for: most channels carry a handful of items.</summary>
    private const int Few = 16;

    private static readonly object s_noJob = new();

    [ThreadStatic]
    private static byte[]? s_buffer;

    private readonly ShortSpin _spin = new();
    private SharedRing? _ring;
    private int _owner;
    private int _throughHome;
    private int _slowWrites;
    private object? _writer;
    private object? _reader;
    private Func<bool>? _hasItems;

    /// <summary>The home has to know of every job that writes, for the case that it dies, and learns it by the job's first write.</summary>
    private static object Job => JobScope.Current ?? s_noJob;

    /// <summary>Writes an item, unless that is for the home to do.</summary>
    /// <exception cref="ObjectDisposedException">The object has been disposed.</exception>
    public bool TryWrite(ReadOnlySpan<byte> item)
    {
        if (Volatile.Read(ref _ring) is not { } open || item.Length > open.LargestItem || Volatile.Read(ref _slowWrites) > 0
            || !ReferenceEquals(_writer, Job)
            || (open.Attention & RingAttention.Writers) != 0)
        {
            return false;
        }

        if (open.TryWrite(_owner, item) != RingWrite.Done)
            return false;
        if ((open.Attention & RingAttention.Readers) != 0)
            Ring(open);
        ThrowIfEnded(open);
        return true;
    }

    /// <summary>Takes the first item, unless that is for the home to do.</summary>
    /// <param name="item">Its bytes; to be given to <see cref="Release"/> when they are decoded.</param>
    /// <exception cref="ObjectDisposedException">The object has been disposed.</exception>
    public bool TryTake(out ArraySegment<byte> item)
    {
        item = default;
        // Taken while in use: a user's converter may read from another channel on this thread.
        var buffer = s_buffer;
        if (Volatile.Read(ref _ring) is not { } open || (knowsReaders && !ReferenceEquals(_reader, Job))
            || (open.Attention & RingAttention.Readers) != 0
            || !open.TryTake(ref buffer, out var length, out _))
        {
            return false;
        }

        s_buffer = null;
        item = new ArraySegment<byte>(buffer, 0, length);
        var attention = open.Attention;
        if ((attention & RingAttention.Writers) != 0 || ((attention & RingAttention.Drain) != 0 && open.IsEmpty))
            Ring(open);
        return true;
    }

    /// <summary>As <see cref="TryTake"/>, but waits for an item for some microseconds where that has been worth it.</summary>
    public bool TryTakeSpinning(out ArraySegment<byte> item) =>
        TryTake(out item) || (Volatile.Read(ref _ring) is not null && _spin.Wait(_hasItems ??= HasItems) && TryTake(out item));

    /// <summary>Keeps the memory of an item that has been decoded for this thread's next one.</summary>
    public static void Release(ArraySegment<byte> item) => s_buffer = item.Array;

    private bool HasItems() => Volatile.Read(ref _ring) is { MayHaveItems: true };

    /// <summary>A write goes to the home. Until it is done there all that come after it do, too, and so stay behind it.</summary>
    public void BeginSlowWrite()
    {
        Interlocked.Increment(ref _slowWrites);
        Count();
    }

    /// <param name="done">Whether the home has accepted it, and so knows the writer.</param>
    public void EndSlowWrite(bool done)
    {
        if (done)
            _writer = Job;
        Interlocked.Decrement(ref _slowWrites);
    }

    /// <summary>A read goes, or has gone, to the home.</summary>
    public void NoteSlowRead()
    {
        _reader = Job;
        Count();
    }

    /// <summary>An operation goes through the home; after a few the ring is asked for.</summary>
    private void Count()
    {
        if (Volatile.Read(ref _ring) is null && Interlocked.Increment(ref _throughHome) == Few)
            _ = OpenAsync();
    }

    public void End() => Volatile.Read(ref _ring)?.Page.Release();

    private Task OpenAsync() => reference.OpenFastPathAsync(this, ItemOperation.Open, new[] { queue }, hold: false, (page, owner) =>
    {
        _owner = (int)owner;
        Volatile.Write(ref _ring, SharedRing.Of(page));
    });

    private void Ring(SharedRing open)
    {
        if (!open.TrySignal())
            return;
        try
        {
            using var request = reference.Begin(ItemOperation.Signal);
            request.Body.WriteByte(queue);
            request.Tell();
        }
        catch (ObjectDisposedException)
        {
            // No one is waiting any longer.
        }
    }

    private void ThrowIfEnded(SharedRing open)
    {
        if (open.Page.HasEnded)
            throw reference.EndedError();
    }
}

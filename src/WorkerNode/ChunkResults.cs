using System.Buffers.Binary;
using System.Diagnostics;
using Troupe.Links.Flight;
using Troupe.Messages.Frames;
using Troupe.Messages.Functions;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.WorkerNode;

/// <summary>
/// Takes the results of a chunk item by item into the open frame of the outbox, so that each item counts from the moment
/// it is done, whatever happens to the next one.
/// </summary>
internal sealed class ChunkResults(RunningJob job, FlightRecord record, FlightOutbox outbox) : IChunkSink
{
    private const long LongestHold = 5;

    private readonly bool _timed = (job.Head.Flags & RunFlags.Timed) != 0;
    private readonly CleanThread _thread = CleanThread.Current;
    private int _next = job.Head.Skip;
    private bool _open;
    private int _room;
    private long _opened;

    public bool ShouldStop => job.CancelRequested;

    /// <summary>From here on the record names this item: whatever it does, also while it is decoded, is its own doing.</summary>
    public void BeginItem(int index)
    {
        _thread.EndItem();
        if (_open)
            return; // It began when the one before it was done.
        NoteStart();
        Open();
    }

    /// <summary>Stages the results of the items that are done.</summary>
    public void Close()
    {
        if (_open)
            outbox.CloseItems(job.JobId);
        _open = false;
    }

    public void ItemDone(ReadOnlySpan<byte> encodedResult)
    {
        job.ItemEnd?.Pass(_next);
        Take(encodedResult);
        job.ItemEnd?.Passed();
    }

    private void Take(ReadOnlySpan<byte> encodedResult)
    {
        if (encodedResult.Length > _room || Environment.TickCount64 - _opened > LongestHold)
            Send();
        if (encodedResult.Length > _room)
        {
            SendAlone(encodedResult);
            return;
        }
        // This ends one item and begins the next.
        NoteStart();
        outbox.AddItem(encodedResult);
        _room -= encodedResult.Length;
        _next++;
    }

    /// <summary>Runs items that are plain memory, as many at a time as the open frame holds.</summary>
    public void RunRaw(ChunkInvoker chunk, ReadOnlySpan<byte> items, int count)
    {
        while (_next < count && !ShouldStop)
        {
            var room = outbox.OpenItems(_next, chunk.ResultSize);
            _open = true;
            var batch = Math.Min(count - _next, room / chunk.ResultSize);
            Exception? failed = null;
            _thread.EndItem(); // Also of an item that threw.
            try
            {
                chunk.RunRaw(items[(_next * chunk.ItemSize)..], batch, outbox.ItemSpace, ref outbox.ItemCount);
            }
            catch (Exception error)
            {
                // The user's code threw: the counter names the item.
                failed = error;
            }
            _next += outbox.ItemCount;
            Close();
            if (failed is not null)
                SendFault(failed);
            if (_next < count)
                outbox.Flush();
        }
    }

    public void ItemFailed(Exception error)
    {
        job.ItemEnd?.Pass(_next);
        Close();
        SendFault(error);
        job.ItemEnd?.Passed();
    }

    /// <summary>Before the record names the item: a reader sees no item with the start time of an earlier one.</summary>
    private void NoteStart()
    {
        if (_timed)
            record.StartedAt = Stopwatch.GetTimestamp();
    }

    private void Open()
    {
        _opened = Environment.TickCount64;
        _room = outbox.OpenItems(_next, itemSize: 0);
        _open = true;
    }

    private void SendFault(Exception error)
    {
        using var fault = new PayloadWriter();
        Faults.Write(fault, error, job.CancelRequested);
        Span<byte> index = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(index, _next);
        outbox.Append(FrameKind.ItemFault, job.JobId, index, fault.WrittenSpan);
        _next++;
    }

    /// <summary>A result longer than the outbox goes past it, as a frame of one item.</summary>
    private void SendAlone(ReadOnlySpan<byte> result)
    {
        Close();
        Span<byte> head = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(head, _next);
        BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(int)..], 1);
        outbox.Append(FrameKind.Items, job.JobId, head, result);
        _next++;
    }

    private void Send()
    {
        Close();
        outbox.Flush();
        Open();
    }
}

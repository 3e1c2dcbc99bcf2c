using System.Collections.Concurrent;
using Troupe.Links.Flight;
using Troupe.Links.Jobs;
using Troupe.Messages.Frames;

namespace Troupe.WorkerNode;

/// <summary>The jobs that this worker's jobs have submitted and that have not ended. Safe for any thread.</summary>
internal sealed class NestedSubmissions(FlightOutbox outbox, Action beforeSubmit)
{
    private readonly Lazy<ConcurrentDictionary<ulong, INestedReceiver>> _all = new();
    private ulong _last;

    /// <summary>Made at the first submission: most workers never see one.</summary>
    private ConcurrentDictionary<ulong, INestedReceiver> Open => _all.Value;

    public ulong Submit(ulong parent, ReadOnlySpan<byte> submission, INestedReceiver receiver)
    {
        // The answer comes over the link while the submitting job runs: another thread must read it from now on.
        beforeSubmit();
        var id = Interlocked.Increment(ref _last);
        Open[id] = receiver;
        outbox.Append(FrameKind.Submit, id, BitConverter.GetBytes(parent), submission);
        outbox.Flush();
        return id;
    }

    public void Cancel(ulong submission)
    {
        if (!Open.ContainsKey(submission))
            return;
        outbox.Append(FrameKind.CancelSubmission, submission, [], []);
        outbox.Flush();
    }

    public void OnMessage(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (Open.TryGetValue(header.Id, out var receiver) && receiver.OnNested(header.Kind, payload))
            Open.TryRemove(header.Id, out _);
    }
}

using System.Collections.Concurrent;
using Troupe.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.Tests.Chunks;

/// <summary>In a pool's place: keeps what is submitted, so that the spec says when and how it ends. A cancel comes too late for
/// it.</summary>
internal sealed class HeldBackend : IPoolBackend
{
    public ConcurrentQueue<Job> Submitted { get; } = new();

    /// <summary>Whether whatever is submitted is done at once, before the submission returns.</summary>
    public bool DoneAtOnce { get; init; }

    public int Workers => 1;

    public bool TakesFromAnyThread => true;

    public CallRules Rules { get; } = new();

    public JobOptions DefaultJobOptions => JobOptions.Default;

    public FunctionRegistry Functions { get; } = new();

    public Admission? Admission => null;

    public Exception? Closed => null;

    public void Submit(Job job)
    {
        Submitted.Enqueue(job);
        if (DoneAtOnce)
            Finish(job);
    }

    public void Cancel(Job job)
    {
        // Its outcome is on the way already.
    }

    public void CallbackFailed(Exception error) => throw error;

    /// <summary>The job has run: each of its items gives a 7.</summary>
    public static void Finish(Job job)
    {
        using var writer = new PayloadWriter();
        PayloadCodec<int>.Instance.WriteMany(writer, Enumerable.Repeat(7, job.Count - job.Skip).ToArray());
        var first = job.Skip;
        job.Advance(job.Count);
        job.OnItems(first, job.Count - first, writer.WrittenSpan);
        job.Succeed([]);
    }

    /// <summary>The one item of the job has thrown.</summary>
    public static void FailItem(Job job)
    {
        job.Advance(1);
        job.OnItemFault(0, JobFault.Of(new InvalidOperationException("on purpose")));
        job.Succeed([]);
    }
}

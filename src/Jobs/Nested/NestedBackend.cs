using System.Buffers.Binary;
using System.Collections.Concurrent;
using Troupe.Links.Jobs;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.Jobs.Nested;

/// <summary>The pool as a job sees it that runs in it: submissions go through the worker's link to the coordinator.</summary>
internal sealed class NestedBackend : IPoolBackend
{
    public static readonly NestedBackend Instance = new();

    private readonly ConcurrentDictionary<Job, (JobScope Scope, ulong Number)> _open = new();

    public int Workers => Scope.PoolSize;

    /// <summary>What the pool's options say that jobs of jobs have to know.</summary>
    public CallRules Rules => field ??= new CallRules { Retry = RetryOf(Scope.PoolRetry.Span), FlowCulture = Scope.FlowsCulture };

    public JobOptions DefaultJobOptions => JobOptions.Default;

    public FunctionRegistry Functions { get; } = new();

    public Admission? Admission => null;

    public Exception? Closed => null;

    public bool TakesFromAnyThread => false;

    private static JobScope Scope => JobScope.Current
        ?? throw new InvalidOperationException(
            "A pool that came into this worker with a job can be used by that job, and by what it starts, only.");

    private static RetryPolicy RetryOf(ReadOnlySpan<byte> encoded)
    {
        var reader = new PayloadReader(encoded);
        return encoded.IsEmpty ? RetryPolicy.None : RetryPolicyCodec.Read(ref reader);
    }

    public void Submit(Job job)
    {
        var scope = Scope;
        using var writer = new PayloadWriter();
        Submission.Write(writer, job);
        job.State = JobState.Running;
        var number = scope.Submit(writer.WrittenSpan, new Receiver(this, job));
        _open[job] = (scope, number);
        if (job.Settled)
            _open.TryRemove(job, out _);
    }

    public void Cancel(Job job)
    {
        if (_open.TryGetValue(job, out var open))
            open.Scope.CancelSubmission(open.Number);
    }

    public void CallbackFailed(Exception error) => Console.Error.WriteLine($"A callback of a nested job threw: {error}");

    /// <summary>Gives a nested job what the coordinator tells of it.</summary>
    private sealed class Receiver(NestedBackend backend, Job job) : INestedReceiver
    {
        public bool OnNested(FrameKind kind, ReadOnlySpan<byte> payload)
        {
            switch (kind)
            {
                case FrameKind.NestedItems:
                    Advance(
                        BinaryPrimitives.ReadInt32LittleEndian(payload),
                        BinaryPrimitives.ReadInt32LittleEndian(payload[sizeof(int)..]));
                    job.OnItems(
                        BinaryPrimitives.ReadInt32LittleEndian(payload),
                        BinaryPrimitives.ReadInt32LittleEndian(payload[sizeof(int)..]),
                        payload[(2 * sizeof(int))..]);
                    return false;
                case FrameKind.NestedItemFault:
                    Advance(BinaryPrimitives.ReadInt32LittleEndian(payload), 1);
                    job.OnItemFault(BinaryPrimitives.ReadInt32LittleEndian(payload), JobFault.Read(payload[sizeof(int)..]));
                    return false;
                case FrameKind.NestedResult:
                    job.Succeed(payload);
                    break;
                default:
                    End(JobFault.Read(payload));
                    break;
            }
            backend._open.TryRemove(job, out _);
            return true;
        }

        private void Advance(int first, int count)
        {
            if (job.Settled)
                return;
            if (!ItemOrder.Follows(job.Skip, job.Count, first, count))
                throw new ProtocolViolationException(ItemOrder.Broken(job.Id, job.Skip, job.Count, first, count));
            job.Advance(first + count);
        }

        private void End(in JobFault fault)
        {
            if (fault.Kind == FaultKind.Cancelled
                || (fault.Kind == FaultKind.NotCompleted && fault.ToException() is OperationCanceledException))
            {
                job.Cancel();
            }
            else
            {
                job.Fail(fault);
            }
        }
    }
}

using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Troupe.Links.Flight;
using Troupe.Messages.Frames;
using Troupe.Messages.Functions;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.WorkerNode;

/// <summary>
/// One job from its message to its outcome: notes it in the flight record, calls the function, stages what came of it.
/// The order of the stores makes blame exact: the job is noted before its first byte is decoded and struck out after its
/// outcome is staged, so a death in between is this job's and no other's. One job at a time.
/// </summary>
/// <param name="runner">Whose jobs they are.</param>
/// <param name="record">The worker's flight record.</param>
/// <param name="outbox">Where outcomes go.</param>
internal sealed class JobExecution(JobRunner runner, FlightRecord record, FlightOutbox outbox)
{
    /// <summary>Elapsed time travels in units of 100 ns, as in <see cref="TimeSpan.Ticks"/>.</summary>
    private static readonly double s_elapsedPerTick = (double)TimeSpan.TicksPerSecond / Stopwatch.Frequency;

    private readonly PayloadWriter _scratch = new(limit: runner.Settings.MaxMessageBytes);
    private readonly PayloadWriter _fault = new();
    private readonly CallerContexts _callers = new();

    public RunningJob Admit(ulong id, int dispatchNumber, ReadOnlySpan<byte> message)
    {
        var head = RunHead.Read(message) ?? throw new ProtocolViolationException($"the message that runs job {id} is cut");
        return new RunningJob(id, dispatchNumber, head, runner, record, outbox);
    }

    // Its name on the stack tells which thread of a stuck worker runs the job: never inlined.
    /// <returns>What the job threw; null when it succeeded.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Exception? Execute(RunningJob job, ReadOnlySpan<byte> message, FunctionTable functions)
    {
        Exception? thrown = null;
        var begin = Stopwatch.GetTimestamp();
        var head = job.Head;
        record.TokenSeen = false;
        record.StartedAt = (head.Flags & RunFlags.Timed) != 0 ? begin : 0;
        outbox.ForgetItems();
        record.RunningJob = job.JobId;
        // After it: a job that counts as begun and is not the running one has had its outcome, or the page is wrong.
        (record.LastJob, record.DispatchNumber) = (job.JobId, job.DispatchNumber);
        var thread = CleanThread.Current;
        var (kind, outcome) = (FrameKind.Result, _scratch);
        try
        {
            var bytes = message[RunHead.Size..];
            if ((head.Flags & RunFlags.Caller) != 0)
            {
                RunAsCaller(thread, job, bytes, functions);
            }
            else
            {
                thread.Begin(null);
                job.Enter();
                Call(thread, job, bytes, functions.Get(head.Function));
            }
        }
        catch (Exception error)
        {
            // Whatever user code throws is the job's outcome and nothing else's.
            (kind, outcome, thrown) = (FrameKind.Fault, _fault, error);
            Faults.Write(_fault, error, job.CancelRequested);
        }
        job.End();
        // Still the job's: handlers of async locals are told of it, and they are user code.
        thread.End();
        Stage(kind, job.JobId, begin, outcome);
        record.RunningJob = 0;
        return thrown;
    }

    private void RunAsCaller(CleanThread thread, RunningJob job, ReadOnlySpan<byte> bytes, FunctionTable functions)
    {
        var caller = CallerState.Take(ref bytes);
        thread.Begin(_callers.Of(thread, caller.Culture));
        job.Enter();
        var invoker = functions.Get(job.Head.Function);
        if (caller.Trace.IsEmpty)
            Call(thread, job, bytes, invoker);
        else
            CallTraced(thread, job, bytes, invoker, CallerTrace.Read(caller.Trace));
    }

    // A method of its own: what activities need is loaded for a caller that has one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CallTraced(CleanThread thread, RunningJob job, ReadOnlySpan<byte> bytes, JobInvoker invoker, CallerTrace trace)
    {
        using var activity = new JobActivity(trace, invoker.DisplayName);
        try
        {
            Call(thread, job, bytes, invoker);
        }
        catch (Exception error)
        {
            activity.Fail(error);
            throw;
        }
    }

    private void Call(CleanThread thread, RunningJob job, ReadOnlySpan<byte> bytes, JobInvoker invoker)
    {
        var arguments = new PayloadReader(bytes);
        if ((job.Head.Flags & RunFlags.Chunk) == 0)
        {
            invoker.Invoke(ref arguments, job, _scratch);
            return;
        }
        thread.BeginItems();
        RunChunk(job, invoker, ref arguments);
    }

    private void Stage(FrameKind kind, ulong id, long begin, PayloadWriter outcome)
    {
        Span<byte> elapsed = stackalloc byte[sizeof(uint)];
        var units = (Stopwatch.GetTimestamp() - begin) * s_elapsedPerTick;
        BinaryPrimitives.WriteUInt32LittleEndian(elapsed, units < uint.MaxValue ? (uint)units : uint.MaxValue);
        outbox.Append(kind, id, elapsed, outcome.WrittenSpan);
        _scratch.Clear();
        _fault.Clear();
    }

    private void RunChunk(RunningJob job, JobInvoker invoker, ref PayloadReader arguments)
    {
        var head = job.Head;
        var chunk = invoker.Chunk(ShapeOf(head.Flags));
        var sink = new ChunkResults(job, record, outbox);
        // Without a clock on each item the plain-memory loop, the fastest there is, will do.
        if (chunk.SupportsRaw && (head.Flags & RunFlags.Timed) == 0)
        {
            sink.RunRaw(chunk, arguments.Rest, head.Count);
        }
        else
        {
            try
            {
                chunk.Run(ref arguments, head.Skip, head.Count, job, sink, _scratch);
            }
            finally
            {
                sink.Close();
                _scratch.Clear();
            }
        }
        if (job.CancelRequested)
            throw new OperationCanceledException("The job was cancelled between two items.");
    }

    private static ChunkShape ShapeOf(RunFlags flags) =>
        (flags & RunFlags.TupleItems) != 0 ? ChunkShape.Tuples
        : (flags & RunFlags.JsonItems) != 0 ? ChunkShape.JsonTexts
        : (flags & RunFlags.TextItems) != 0 ? ChunkShape.RawLines
        : ChunkShape.Items;
}

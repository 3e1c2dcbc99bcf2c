using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Fuzzing.Tests.Engine;
using Troupe.Jobs.Nested;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Messages.Logs;
using Troupe.Messages.Payloads;
using Troupe.Processes;
using Troupe.Processes.ControlGroups;
using Troupe.Sessions;
using Troupe.Sessions.Relay;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>
/// Messages between the two ends of a relayed session: what is read is written as it was read, and an end that is told nonsense ends in
/// order, with no job that counts as not begun though it was sent.
/// </summary>
internal sealed class RelayTarget : FuzzTarget
{
    private const int Jobs = 3;

    private static readonly WorkerId s_id = new(1, 2);
    private static readonly PoolSetup s_setup = new(new ProcessPoolOptions(), null!, null!, null!, [], NullLogger.Instance);

    public override string Name => "relay-messages";

    /// <summary>An outcome of one byte is a hundred in memory, and is read and written several times here.</summary>
    public override int FixedAllocation => 4 << 20;

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]>
    {
        ["Resume"] = Of(RelayKind.Resume, writer => Numbers(writer, 0, 0)),
        ["Acknowledge"] = Of(RelayKind.Acknowledge, writer => Numbers(writer, 1)),
        ["Memory"] = Of(RelayKind.Memory, writer => Numbers(writer, 5 << 20, 6 << 20)),
        ["Define"] = Of(RelayKind.Define, writer => OrderCodec.WriteDefinition(writer, Job(1) with { Function = 7 })),
        ["Assign"] = Of(RelayKind.Assign, writer => OrderCodec.Write(writer, Job(9))),
        ["AssignChunk"] = Of(RelayKind.Assign, writer => OrderCodec.Write(
            writer,
            Job(9) with { Flags = RunFlags.Chunk | RunFlags.Timed, Skip = 2, Count = 9, Timeout = TimeSpan.FromSeconds(1) })),
        ["Cancel"] = Of(RelayKind.Cancel, writer => OrderCodec.WriteCancel(writer, 2)),
        ["Answer"] = Of(
            RelayKind.Answer,
            writer => OrderCodec.Write(writer, new NestedAnswer(4, FrameKind.NestedItems, [1, 2, 3], Last: false))),
        ["ShutDown"] = Of(RelayKind.ShutDown, _ => { }),
        ["Kill"] = Of(RelayKind.Kill, writer => OrderCodec.WriteKill(writer, "the pool ends", planned: true)),
        ["Terminate"] = Of(RelayKind.Terminate, _ => { }),
        ["Ready"] = Of(new WorkerReady(s_id, 4711)),
        ["ReportOfCalls"] = Of(Report(
            new Outcome(OutcomeKind.Progress, 1, 1, new byte[] { 1 }),
            new Outcome(OutcomeKind.Succeeded, 1, 1, new byte[] { 2, 3 }) { Ticks = 1000 },
            new Outcome(OutcomeKind.Failed, 2, 2, default) { Ticks = 7, Detail = RelayValues.FaultOf(new TimeoutException("late")) },
            new Outcome(OutcomeKind.Lasts, 0, 0, default),
            new Outcome(OutcomeKind.Returned, 3, 3, default))),
        ["ReportOfItems"] = Of(Report(
            new Outcome(OutcomeKind.Items, 3, 3, new byte[] { 1, 2 }) { First = 0, Count = 2 },
            new Outcome(OutcomeKind.ItemFailed, 3, 3, default)
            {
                First = 2,
                Count = 1,
                Detail = RelayValues.FaultOf(new InvalidOperationException("bad"))
            },
            new Outcome(OutcomeKind.ItemTimedOut, 3, 3, default) { First = 3, Count = 1 },
            new Outcome(OutcomeKind.Stopped, 3, 3, default) { Ticks = 8 })),
        ["ReportOfEnds"] = Of(Report(
            new Outcome(OutcomeKind.Cancelled, 1, 1, default) { Ticks = 1 },
            new Outcome(OutcomeKind.TimedOut, 2, 2, default) { Ticks = 2 },
            new Outcome(OutcomeKind.Dropped, 3, 3, default))),
        ["ReportOfSubmissions"] = Of(Report(
            new Outcome(OutcomeKind.Submitted, 5, 0, default)
            {
                Detail = new Submission(
                    new JobOptions { Timeout = TimeSpan.FromSeconds(2) },
                    RunFlags.None,
                    0,
                    0,
                    [1, 2],
                    "Work.Add",
                    [3])
            },
            new Outcome(OutcomeKind.SubmissionCancelled, 5, 0, default))),
        ["Unreachable"] = Of(new WorkerUnreachable(s_id)),
        ["OverSoftLimit"] = Of(new WorkerOverSoftLimit(s_id)),
        ["Ended"] = Of(new WorkerEnded(s_id, new WorkerLoss(s_id, 4711, new ProcessExit(134), WorkerLostReason.Crashed)
        {
            PeakMemory = 1 << 20,
            StandardErrorTail = "last words\n"
        })
        {
            JobsReceived = 3,
            Running = 1,
            RunningItem = -1,
            TimeWasUp = true,
            Stacks = "at F()\nat G()",
            TellsStacks = true,
            InDoubt = new HashSet<ulong> { 2, 3 },
            KillReason = "it lives and no longer answers",
            Expected = true,
            Failure = new InvalidOperationException("a bug"),
        }),
        ["EndedForMemory"] = Of(new WorkerEnded(
            s_id,
            new WorkerLoss(s_id, 4711, new ProcessExit(137) { Shortage = new MemoryShortage(256 << 20) }, WorkerLostReason.MemoryLimit))
        { JobsReceived = 1, Running = 1 }),
        ["EndedAtStart"] = Of(new WorkerEnded(s_id, new WorkerLoss(s_id, 0, ProcessExit.NotStarted, WorkerLostReason.NotStarted))
        {
            StartError = new WorkerLostException("lost") { Reason = WorkerLostReason.NotStarted, Slot = 1, Generation = 2 },
            StartThrew = true,
        }),
        ["Closed"] = Of(new WorkerClosed(s_id)),
        ["LogLine"] = Of(RelayKind.LogLine, writer =>
        {
            writer.WriteVarUInt64(1);
            writer.WriteSpan(new JobLogEntry(2, 0, null, new LogText("a line", null, []), null, []).Encode(long.MaxValue));
        }),
    };

    public override void Run(byte[] input, Random random)
    {
        ReadAgain(input);
        TellHost(input);
        TellSession(input);
    }

    /// <summary>What is read and written is read as the same.</summary>
    private static void ReadAgain(byte[] input)
    {
        try
        {
            if (Rewrite(input) is { } once && (Rewrite(once) is not { } twice || !twice.AsSpan().SequenceEqual(once)))
                throw new FindingException("a message changes when it is written and read");
        }
        catch (PayloadFormatException)
        {
            // What is documented.
        }
    }

    private static byte[]? Rewrite(byte[] input)
    {
        var reader = new PayloadReader(input);
        var kind = RelayHead.Read(ref reader).Kind;
        var body = input.AsMemory(input.Length - reader.Remaining);
        if (kind is < RelayKind.Define or RelayKind.LogLine)
            return null;
        if (kind >= RelayKind.Ready)
            return Of(EventCodec.Read(kind, body, s_id));
        var again = new Rewriter();
        var orders = new OrderReader(again);
        for (var function = 0; function < Jobs; function++)
            orders.Take(RelayKind.Define, Frame.Bytes(writer => OrderCodec.WriteDefinition(writer, Job(1) with { Function = function })));
        orders.Take(kind, body);
        return again.Written;
    }

    /// <summary>The worker's end applies an order, or kills the worker.</summary>
    private static void TellHost(byte[] input)
    {
        var host = new RelayHost(s_setup, s_id, (_, _, _) => new Rewriter());
        var link = new DeadLink();
        host.Attach(link);
        host.Receive(link, Of(RelayKind.Resume, writer => Numbers(writer, 0, 0)));
        host.Receive(link, input);
    }

    /// <summary>The dispatcher's end tells of an event, or that all it had sent is in doubt.</summary>
    private static void TellSession(byte[] input)
    {
        var told = new Told();
        var session = new RelayedSession(s_setup, s_id, told);
        var link = new DeadLink();
        session.Attach(link);
        session.Receive(link, Of(RelayKind.Resume, writer => Numbers(writer, 0, 0)));
        for (ulong job = 1; job <= Jobs; job++)
            session.Assign(Job(job) with { Count = job == Jobs ? 4 : 0 });
        session.Receive(link, input);
        if (!link.Closed)
            return;
        var ended = (WorkerEnded)told.Events[^2];
        if (told.Events[^1] is not WorkerClosed || ended.JobsReceived != Jobs || ended.InDoubt.Count != Jobs)
            throw new FindingException("a job counts as not begun though it was sent");
    }

    private static Assignment Job(ulong id) => new(id, (int)(id % Jobs), new byte[] { 4, 5 }, new byte[] { 6, 7, 8 }) { Attempt = 1 };

    private static WorkerReport Report(params Outcome[] outcomes)
    {
        var report = new WorkerReport(s_id);
        foreach (var outcome in outcomes)
            report.Add(outcome);
        return report;
    }

    private static void Numbers(PayloadWriter writer, params ulong[] numbers)
    {
        foreach (var number in numbers)
            writer.WriteVarUInt64(number);
    }

    private static byte[] Of(SessionEvent happened) => Of(EventCodec.KindOf(happened), writer => EventCodec.Write(writer, happened));

    private static byte[] Of(RelayKind kind, Action<PayloadWriter> body) => Frame.Bytes(writer =>
    {
        new RelayHead(kind, 1).Write(writer);
        body(writer);
    });

    private sealed class DeadLink : IRelayLink
    {
        public bool Closed { get; private set; }

        public void Send(ReadOnlySpan<byte> message)
        {
            // It goes nowhere.
        }

        public void Close() => Closed = true;
    }

    private sealed class Told : ISessionEvents
    {
        public List<SessionEvent> Events { get; } = [];

        public void Add(SessionEvent happened) => Events.Add(happened);

        public void Run()
        {
            // They are looked at afterwards.
        }
    }

    /// <summary>Writes the order that it is given.</summary>
    private sealed class Rewriter : IWorkerSession
    {
        public byte[]? Written { get; private set; }

        public (long Now, long Peak) Memory => default;

        public void Assign(in Assignment assignment)
        {
            var job = assignment;
            Written = Of(RelayKind.Assign, writer => OrderCodec.Write(writer, job));
        }

        public void Flush()
        {
            // Nothing is held back.
        }

        public void Cancel(ulong job) => Written = Of(RelayKind.Cancel, writer => OrderCodec.WriteCancel(writer, job));

        public void Answer(in NestedAnswer answer)
        {
            var answered = answer;
            Written = Of(RelayKind.Answer, writer => OrderCodec.Write(writer, answered));
        }

        public void ShutDown() => Written = Of(RelayKind.ShutDown, _ => { });

        public void Kill(string why, bool planned) => Written = Of(RelayKind.Kill, writer => OrderCodec.WriteKill(writer, why, planned));

        public void Terminate() => Written = Of(RelayKind.Terminate, _ => { });
    }
}

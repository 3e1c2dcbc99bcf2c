using Troupe.Jobs;
using Troupe.Messages.Payloads;
using Troupe.Platform.Texts;
using Troupe.Processes;
using Troupe.Processes.ControlGroups;

namespace Troupe.Sessions.Relay;

/// <summary>The end of a worker with the whole judgement.</summary>
internal static class EndedCodec
{
    /// <summary>How a process can have ended without an exit code; what travels is the index and one more.</summary>
    private static readonly ProcessExit[] s_withoutCode =
        [ProcessExit.GivenUp, ProcessExit.Forgotten, ProcessExit.NotStarted, ProcessExit.OutOfReach];

    public static void Write(PayloadWriter writer, WorkerEnded ended)
    {
        WriteLoss(writer, ended.Loss);
        writer.WriteVarUInt64((ulong)ended.JobsReceived);
        writer.WriteVarUInt64(ended.Running);
        writer.WriteUnmanaged(ended.RunningItem);
        RelayValues.WriteFlag(writer, ended.TimeWasUp);
        RelayValues.WriteText(writer, ended.Stacks);
        RelayValues.WriteFlag(writer, ended.TellsStacks);
        writer.WriteVarUInt32((uint)ended.InDoubt.Count);
        foreach (var job in ended.InDoubt)
            writer.WriteVarUInt64(job);
        WriteError(writer, ended.StartFault ?? FaultOf(ended.StartError));
        RelayValues.WriteFlag(writer, ended.StartThrew);
        RelayValues.WriteFlag(writer, ended.KillReason is not null);
        if (ended.KillReason is { } why)
            RelayValues.WriteText(writer, why);
        RelayValues.WriteFlag(writer, ended.Expected);
        WriteError(writer, ended.FailureFault ?? FaultOf(ended.Failure));
    }

    /// <exception cref="PayloadFormatException">It is no end.</exception>
    public static WorkerEnded Read(ref PayloadReader reader, WorkerId worker)
    {
        var loss = ReadLoss(ref reader, worker);
        var (jobsReceived, running, item) = (RelayHead.ReadNumber(ref reader), reader.ReadVarUInt64(), reader.ReadUnmanaged<int>());
        var (timeWasUp, stacks, tellsStacks) = (reader.ReadFlag(), RelayValues.ReadText(ref reader), reader.ReadFlag());
        var doubtful = new HashSet<ulong>();
        for (var left = reader.ReadCount(); left > 0; left--)
            doubtful.Add(reader.ReadVarUInt64());
        var startFault = ReadError(ref reader);
        var startThrew = reader.ReadFlag();
        var killReason = reader.ReadFlag() ? PrintableText.Escape(RelayValues.ReadText(ref reader)) : null;
        var expected = reader.ReadFlag();
        var failure = ReadError(ref reader);
        return new WorkerEnded(worker, loss)
        {
            JobsReceived = jobsReceived,
            Running = running,
            RunningItem = item,
            TimeWasUp = timeWasUp,
            Stacks = PrintableText.Escape(stacks, keepLines: true),
            TellsStacks = tellsStacks,
            InDoubt = doubtful,
            StartFault = startFault,
            StartError = startFault?.ToException(),
            StartThrew = startThrew,
            KillReason = killReason,
            Expected = expected,
            Failure = failure?.ToException(),
            FailureFault = failure,
        };
    }

    private static void WriteLoss(PayloadWriter writer, WorkerLoss loss)
    {
        writer.WriteVarUInt32((uint)loss.Pid);
        writer.WriteByte((byte)(Array.IndexOf(s_withoutCode, loss.Exit) + 1));
        writer.WriteUnmanaged(loss.Exit.ExitCode);
        RelayValues.WriteFlag(writer, loss.Exit.Shortage is not null);
        if (loss.Exit.Shortage is { } shortage)
            writer.WriteVarUInt64((ulong)Math.Max(0, shortage.Limit ?? 0));
        writer.WriteByte((byte)loss.Reason);
        writer.WriteVarUInt64((ulong)Math.Max(0, loss.PeakMemory));
        RelayValues.WriteText(writer, loss.StandardErrorTail);
    }

    private static WorkerLoss ReadLoss(ref PayloadReader reader, WorkerId worker)
    {
        var (pid, without, code) = (RelayValues.ReadItems(ref reader), reader.ReadByte(), reader.ReadUnmanaged<int>());
        if (without > s_withoutCode.Length)
            throw new PayloadFormatException($"A process cannot have ended in the way {without}.");
        MemoryShortage? shortage = null;
        if (reader.ReadFlag())
            shortage = new MemoryShortage(RelayHead.ReadNumber(ref reader) is > 0 and var limit ? limit : null);
        var reason = (WorkerLostReason)reader.ReadByte();
        if (!Enum.IsDefined(reason))
            throw new PayloadFormatException($"There is no reason {(byte)reason} for the loss of a worker.");
        return new WorkerLoss(worker, pid, without > 0 ? s_withoutCode[without - 1] : new ProcessExit(code) { Shortage = shortage }, reason)
        {
            PeakMemory = RelayHead.ReadNumber(ref reader),
            StandardErrorTail = PrintableText.Escape(RelayValues.ReadText(ref reader), keepLines: true),
        };
    }

    private static JobFault? FaultOf(Exception? error) => error is null ? null : RelayValues.FaultOf(error);

    private static void WriteError(PayloadWriter writer, JobFault? error)
    {
        RelayValues.WriteFlag(writer, error is not null);
        if (error is { } fault)
            RelayValues.WriteFault(writer, fault);
    }

    private static JobFault? ReadError(ref PayloadReader reader) => reader.ReadFlag() ? RelayValues.ReadFault(ref reader) : null;
}

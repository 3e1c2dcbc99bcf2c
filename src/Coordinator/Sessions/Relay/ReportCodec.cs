using Troupe.Jobs;
using Troupe.Jobs.Nested;
using Troupe.Messages.Payloads;

namespace Troupe.Sessions.Relay;

/// <summary>
/// Outcomes of jobs, each with exactly what its kind has. That a job's arguments are no longer read does not travel: this side has
/// copied them.
/// </summary>
internal static class ReportCodec
{
    public static void Write(PayloadWriter writer, WorkerReport report)
    {
        writer.WriteVarUInt32((uint)report.Outcomes.Length);
        foreach (var outcome in report.Outcomes)
            Write(writer, outcome);
    }

    private static void Write(PayloadWriter writer, in Outcome outcome)
    {
        writer.WriteByte((byte)outcome.Kind);
        if (outcome.Kind == OutcomeKind.Lasts)
            return;
        writer.WriteVarUInt64(outcome.Job);
        if (outcome.Kind is OutcomeKind.Submitted or OutcomeKind.SubmissionCancelled)
        {
            if (outcome.Detail is Submission submission)
                RelayValues.WriteSubmission(writer, submission);
            return;
        }
        writer.WriteVarUInt64((ulong)outcome.DispatchNumber);
        if (IsOfItems(outcome.Kind))
        {
            writer.WriteVarUInt32((uint)outcome.First);
            writer.WriteVarUInt32((uint)outcome.Count);
        }
        if (IsEnd(outcome.Kind))
            writer.WriteVarUInt32(outcome.Ticks);
        if (HasBytes(outcome.Kind))
            RelayValues.WriteBytes(writer, outcome.Bytes.Span);
        else if (HasFault(outcome.Kind))
            RelayValues.WriteFault(writer, (JobFault)outcome.Detail!);
    }

    /// <exception cref="PayloadFormatException">It is no report.</exception>
    public static WorkerReport Read(ref PayloadReader reader, ReadOnlyMemory<byte> body, WorkerId worker, Action<WorkerReport>? used)
    {
        var report = new WorkerReport(worker, used);
        var count = reader.ReadCount();
        for (var i = 0; i < count; i++)
            report.Add(ReadOutcome(ref reader, body));
        return report;
    }

    private static Outcome ReadOutcome(ref PayloadReader reader, ReadOnlyMemory<byte> body)
    {
        var kind = (OutcomeKind)reader.ReadByte();
        if (!Enum.IsDefined(kind))
            throw new PayloadFormatException($"There is no outcome of the kind {(byte)kind}.");
        if (kind == OutcomeKind.Lasts)
            return new Outcome(kind, 0, 0, default);
        var job = reader.ReadVarUInt64();
        if (kind == OutcomeKind.SubmissionCancelled)
            return new Outcome(kind, job, 0, default);
        if (kind == OutcomeKind.Submitted)
            return new Outcome(kind, job, 0, default) { Detail = Submission.Read(RelayValues.ReadBytes(ref reader)) };
        var number = RelayHead.ReadNumber(ref reader, least: 1);
        var (first, items) = IsOfItems(kind) ? (RelayValues.ReadItems(ref reader), RelayValues.ReadItems(ref reader)) : (0, 0);
        var ticks = IsEnd(kind) ? reader.ReadVarUInt32() : 0;
        return new Outcome(kind, job, number, HasBytes(kind) ? RelayValues.ReadBytes(ref reader, body) : default)
        {
            First = first,
            Count = items,
            Ticks = ticks,
            ArgumentsWritten = true,
            Detail = HasFault(kind) ? (object)RelayValues.ReadFault(ref reader) : null,
        };
    }

    private static bool IsOfItems(OutcomeKind kind) => kind is OutcomeKind.Items or OutcomeKind.ItemFailed or OutcomeKind.ItemTimedOut;

    private static bool IsEnd(OutcomeKind kind) =>
        kind is OutcomeKind.Succeeded or OutcomeKind.Failed or OutcomeKind.Cancelled or OutcomeKind.TimedOut or OutcomeKind.Stopped;

    private static bool HasBytes(OutcomeKind kind) => kind is OutcomeKind.Succeeded or OutcomeKind.Items or OutcomeKind.Progress;

    private static bool HasFault(OutcomeKind kind) => kind is OutcomeKind.Failed or OutcomeKind.ItemFailed;
}

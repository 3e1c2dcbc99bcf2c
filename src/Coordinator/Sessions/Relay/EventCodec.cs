using Troupe.Messages.Payloads;

namespace Troupe.Sessions.Relay;

/// <summary>
/// Writes and reads what a session tells, without the heads. Which worker it is about is the session's own knowledge and does not travel.
/// </summary>
internal static class EventCodec
{
    public static RelayKind KindOf(SessionEvent happened) => happened switch
    {
        WorkerReady => RelayKind.Ready,
        WorkerReport => RelayKind.Report,
        WorkerUnreachable => RelayKind.Unreachable,
        WorkerOverSoftLimit => RelayKind.OverSoftLimit,
        WorkerEnded => RelayKind.Ended,
        WorkerClosed => RelayKind.Closed,
        _ => throw new ArgumentException($"{happened.GetType()} does not travel.", nameof(happened)),
    };

    public static void Write(PayloadWriter writer, SessionEvent happened)
    {
        switch (happened)
        {
            case WorkerReady ready: writer.WriteVarUInt32((uint)ready.Pid); break;
            case WorkerReport report: ReportCodec.Write(writer, report); break;
            case WorkerEnded ended: EndedCodec.Write(writer, ended); break;
        }
    }

    /// <summary>Reads one.</summary>
    /// <param name="kind">What it says.</param>
    /// <param name="body">What stands behind its head; outcomes refer to it.</param>
    /// <param name="worker">Whose it is.</param>
    /// <param name="reportUsed">Told when a report is disposed of.</param>
    /// <exception cref="PayloadFormatException">It is no event.</exception>
    public static SessionEvent Read(RelayKind kind, ReadOnlyMemory<byte> body, WorkerId worker, Action<WorkerReport>? reportUsed = null)
    {
        var reader = new PayloadReader(body.Span);
        SessionEvent happened = kind switch
        {
            RelayKind.Ready => new WorkerReady(worker, RelayValues.ReadItems(ref reader)),
            RelayKind.Report => ReportCodec.Read(ref reader, body, worker, reportUsed),
            RelayKind.Unreachable => new WorkerUnreachable(worker),
            RelayKind.OverSoftLimit => new WorkerOverSoftLimit(worker),
            RelayKind.Ended => EndedCodec.Read(ref reader, worker),
            RelayKind.Closed => new WorkerClosed(worker),
            _ => throw new PayloadFormatException($"{kind} is no event."),
        };
        reader.RequireEnd();
        return happened;
    }
}

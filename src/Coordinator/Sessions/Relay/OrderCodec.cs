using Troupe.Messages.Frames;
using Troupe.Messages.Payloads;

namespace Troupe.Sessions.Relay;

/// <summary>Writes orders, without their heads. <see cref="OrderReader"/> is its counterpart.</summary>
internal static class OrderCodec
{
    public static void WriteDefinition(PayloadWriter writer, in Assignment assignment)
    {
        writer.WriteVarUInt32((uint)assignment.Function);
        RelayValues.WriteBytes(writer, assignment.Definition.Span);
    }

    /// <summary>The job; its definition must have been written before it on the same session.</summary>
    public static void Write(PayloadWriter writer, in Assignment assignment)
    {
        writer.WriteVarUInt64(assignment.Job);
        writer.WriteVarUInt32((uint)assignment.Function);
        writer.WriteUnmanaged(assignment.Attempt);
        writer.WriteByte((byte)assignment.Flags);
        writer.WriteVarUInt32((uint)assignment.Skip);
        writer.WriteVarUInt32((uint)assignment.Count);
        writer.WriteVarUInt64((ulong)(assignment.Timeout?.Ticks ?? 0));
        RelayValues.WriteBytes(writer, assignment.Arguments.Span);
    }

    public static void WriteCancel(PayloadWriter writer, ulong job) => writer.WriteVarUInt64(job);

    public static void Write(PayloadWriter writer, in NestedAnswer answer)
    {
        writer.WriteVarUInt64(answer.Submission);
        writer.WriteByte((byte)answer.Kind);
        RelayValues.WriteFlag(writer, answer.Last);
        RelayValues.WriteBytes(writer, answer.Payload);
    }

    public static void WriteKill(PayloadWriter writer, string why, bool planned)
    {
        RelayValues.WriteText(writer, why);
        RelayValues.WriteFlag(writer, planned);
    }

    /// <summary>What an answer may be.</summary>
    public static bool IsAnswer(FrameKind kind) => kind is >= FrameKind.NestedResult and <= FrameKind.NestedItemFault;
}

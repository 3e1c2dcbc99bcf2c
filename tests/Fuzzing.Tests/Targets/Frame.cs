using Troupe.Messages.Frames;
using Troupe.Messages.Payloads;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>Writes what honest peers write.</summary>
internal static class Frame
{
    public static byte[] Of(FrameKind kind, ulong id, ReadOnlySpan<byte> payload, FrameFlags flags = FrameFlags.None)
    {
        var bytes = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(payload.Length, kind, flags, id).Write(bytes);
        payload.CopyTo(bytes.AsSpan(FrameHeader.Size));
        return bytes;
    }

    public static byte[] Bytes(Action<PayloadWriter> write)
    {
        using var writer = new PayloadWriter();
        write(writer);
        return writer.WrittenSpan.ToArray();
    }
}

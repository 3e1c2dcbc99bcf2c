using Troupe.Messages.Frames;

namespace Troupe.Failures.Tests.Attacks;

/// <summary>Bytes as a bad worker may write them.</summary>
internal static class Frames
{
    /// <summary>Where a frame's id stands.</summary>
    public const int IdPlace = 8;

    public static byte[] Of(FrameKind kind, ulong id, params byte[] payload) => Of(kind, id, FrameFlags.None, payload);

    public static byte[] Of(FrameKind kind, ulong id, FrameFlags flags, params byte[] payload)
    {
        var bytes = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(payload.Length, kind, flags, id).Write(bytes);
        payload.CopyTo(bytes, FrameHeader.Size);
        return bytes;
    }

    /// <summary>The result of a job that returns this number.</summary>
    public static byte[] Result(ulong job, int value) => Of(FrameKind.Result, job, [1, 0, 0, 0, .. BitConverter.GetBytes(value)]);

    /// <summary>A header that says this length, whatever follows.</summary>
    public static byte[] Declaring(uint length, params byte[] payload)
    {
        var bytes = Of(FrameKind.Result, 1, payload);
        BitConverter.TryWriteBytes(bytes, length);
        return bytes;
    }

    /// <summary>The frame with one byte changed.</summary>
    public static byte[] With(byte[] frame, int place, byte value)
    {
        frame[place] = value;
        return frame;
    }
}

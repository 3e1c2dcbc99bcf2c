using System.Runtime.InteropServices;

namespace Troupe.Chaos.Jobs;

/// <summary>Writes the first bytes of a frame to the worker's own link, and ends the process before the rest.</summary>
internal static partial class CutFrame
{
    private const int LongestPayload = 48;

    // docs/protocol.md: length of the payload, kind, flags, id; the frames that a worker sends.
    private static readonly byte[] s_kinds = [5, 6, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 64, 65, 66, 67, 68, 69];

    public static void WriteAndDie(int salt)
    {
        var random = new Random(salt);
        var frame = new byte[16 + 1 + random.Next(LongestPayload)];
        random.NextBytes(frame);
        BitConverter.TryWriteBytes(frame, frame.Length - 16);
        frame[4] = s_kinds[random.Next(s_kinds.Length)];
        frame.AsSpan(5, 3).Clear();
        OwnLink.Write(frame, 1 + random.Next(frame.Length - 1));
        Exit(0);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int code);
}

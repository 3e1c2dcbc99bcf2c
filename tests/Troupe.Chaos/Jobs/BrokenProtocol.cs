namespace Troupe.Chaos.Jobs;

/// <summary>Writes to the worker's own link what no honest worker sends. The pool must kill it for that; it never ends by itself.</summary>
internal static class BrokenProtocol
{
    private const int HeaderSize = 16;
    private const int LongestTail = 64;

    // docs/protocol.md: length of the payload, kind, flags, two reserved bytes, id; all little-endian.
    private const byte Run = 17;
    private const byte Ready = 5;
    private const byte Progress = 38;
    private const byte Unknown = 200;

    private static readonly Func<Random, byte[]>[] s_violations =
    [
        static _ => Frame(int.MaxValue, Progress),
        static random => Frame(-1 - random.Next(int.MaxValue), Progress),
        static _ => Frame(0, kind: 0),
        static random => Frame(0, Progress, flags: (byte)(2 << random.Next(7))),
        static random => Frame(0, Progress, reserved: (byte)(1 + random.Next(255))),
        static _ => Frame(0, Unknown),
        static _ => Frame(0, Run),
        static _ => Frame(0, Ready),
        // Jobs that it does not have: the third frame is one too many.
        static _ => [.. Frame(0, Progress), .. Frame(0, Progress), .. Frame(0, Progress)],
    ];

    public static void WriteAndHold(int salt)
    {
        var random = new Random(salt);
        var tail = new byte[random.Next(LongestTail)];
        random.NextBytes(tail);
        byte[] bytes = [.. s_violations[random.Next(s_violations.Length)](random), .. tail];
        OwnLink.Write(bytes, bytes.Length);
        Thread.Sleep(Timeout.Infinite);
    }

    private static byte[] Frame(int length, byte kind, byte flags = 0, byte reserved = 0)
    {
        var frame = new byte[HeaderSize];
        BitConverter.TryWriteBytes(frame, length);
        (frame[4], frame[5], frame[6]) = (kind, flags, reserved);
        frame.AsSpan(8).Fill(0x7F); // A job's id that no pool comes to.
        return frame;
    }
}

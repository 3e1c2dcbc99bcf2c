using Troupe.Fuzzing.Tests.Engine;
using Troupe.Messages.Frames;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>
/// Bytes of a link to frames, and parts to messages. Whatever way the stream is cut, the same comes out; what comes out, written
/// again, is what went in; and after a violation nothing comes any more.
/// </summary>
internal sealed class FrameTarget : FuzzTarget
{
    private const int LongestByteByByte = 512;

    public override string Name => "frames";

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = Samples();

    public override void Run(byte[] input, Random random)
    {
        var whole = Read(input, left => left);
        var pieces = Read(input, left => random.Next(1, Math.Min(left, 64) + 1));
        if (pieces != whole)
            throw new FindingException($"cut in pieces it reads {pieces}, at once {whole}");
        if (input.Length <= LongestByteByByte && Read(input, _ => 1) is var bytes && bytes != whole)
            throw new FindingException($"byte by byte it reads {bytes}, at once {whole}");
    }

    /// <summary>What came out of a stream; the frames and messages by their hash.</summary>
    private readonly record struct Outcome(int Frames, int Messages, bool Violation, bool BadParts, ulong Hash);

    private static Outcome Read(byte[] input, Func<int, int> nextPiece)
    {
        using var link = new ScriptedLink(input, nextPiece);
        using var parts = new PartAssembly(1 << 20);
        var hash = 14695981039346656037UL;
        var (frames, messages, violation, badParts, position) = (0, 0, false, false, 0);
        try
        {
            while (link.Receive() is { } batch)
            {
                using var owned = batch;
                while (batch.TryNext(out var header, out var payload))
                {
                    frames++;
                    position = ShouldBeTheInput(input, position, header, payload);
                    hash = Hash(hash, payload);
                    if (!badParts)
                        badParts = !TryAssemble(parts, header, payload, ref hash, ref messages);
                }
            }
        }
        catch (ProtocolViolationException)
        {
            violation = true;
            if (!link.Closed || link.Receive() is not null)
                throw new FindingException("the link lived on after a violation");
        }
        return new Outcome(frames, messages, violation, badParts, hash);
    }

    private static int ShouldBeTheInput(byte[] input, int position, in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        Span<byte> head = stackalloc byte[FrameHeader.Size];
        header.Write(head);
        if (!head.SequenceEqual(input.AsSpan(position, FrameHeader.Size))
            || !payload.SequenceEqual(input.AsSpan(position + FrameHeader.Size, header.Length)))
        {
            throw new FindingException($"the frame at {position}, written again, is not what came in");
        }

        return position + FrameHeader.Size + header.Length;
    }

    private static bool TryAssemble(PartAssembly parts, in FrameHeader header, ReadOnlySpan<byte> payload, ref ulong hash, ref int messages)
    {
        try
        {
            if (parts.TryComplete(header, payload, out var message))
            {
                messages++;
                hash = Hash(hash, message);
            }
            return true;
        }
        catch (ProtocolViolationException)
        {
            return false;
        }
    }

    private static ulong Hash(ulong hash, ReadOnlySpan<byte> bytes)
    {
        // FNV-1a, and the length, so that pieces are told apart.
        foreach (var one in bytes)
            hash = (hash ^ one) * 1099511628211UL;
        return (hash ^ (uint)bytes.Length) * 1099511628211UL;
    }

    private static Dictionary<string, byte[]> Samples()
    {
        var samples = Enum.GetValues<FrameKind>().Where(kind => kind != FrameKind.None)
            .ToDictionary(kind => kind.ToString(), kind => Frame.Of(kind, (ulong)kind * 3, [(byte)kind, 0, 1, 2, 3, 4, 5, 6]));
        samples["ThreeParts"] = [.. Frame.Of(FrameKind.Result, 7, new byte[40], FrameFlags.More), .. Frame.Of(
            FrameKind.Returned,
            0,
            []), .. Frame.Of(FrameKind.Result, 7, [1], FrameFlags.More), .. Frame.Of(FrameKind.Result, 7, [2])];
        samples["ManyFrames"] = [.. Enumerable.Range(1, 12)
            .SelectMany(number => Frame.Of(FrameKind.Progress, (ulong)number, new byte[number]))];
        samples["Largest"] = Frame.Of(FrameKind.Items, 1, new byte[8000]);
        return samples;
    }
}

using Troupe.Messages.Frames;

namespace Troupe.Links.Tests.Links;

public sealed class LinkViolationSpecs
{
    private static readonly byte[] s_goodAndBad = [.. Frame(1, 2, 3), .. Frame(), .. new byte[FrameHeader.Size]];

    // What counted and what did not was once a matter of how the bytes were cut.
    [Fact]
    public void What_came_whole_before_a_violation_counts_however_the_bytes_are_cut()
    {
        for (var piece = 1; piece <= s_goodAndBad.Length; piece++)
        {
            using var link = new CutLink(s_goodAndBad, piece);
            CountFrames(link).ShouldBe(2, $"in pieces of {piece}");
        }
    }

    [Fact]
    public void After_a_violation_the_link_has_ended_and_says_so_without_another_error()
    {
        using var link = new CutLink(new byte[FrameHeader.Size], FrameHeader.Size);
        Should.Throw<ProtocolViolationException>(link.Receive);
        link.Closed.ShouldBeTrue();
        link.Receive().ShouldBeNull();
    }

    private static int CountFrames(CutLink link)
    {
        var frames = 0;
        Should.Throw<ProtocolViolationException>(() =>
        {
            while (link.Receive() is { } batch)
            {
                using (batch)
                {
                    while (batch.TryNext(out _, out _))
                        frames++;
                }
            }
        });
        return frames;
    }

    private static byte[] Frame(params byte[] payload)
    {
        var bytes = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(payload.Length, FrameKind.Returned, FrameFlags.None, 7).Write(bytes);
        payload.CopyTo(bytes, FrameHeader.Size);
        return bytes;
    }
}

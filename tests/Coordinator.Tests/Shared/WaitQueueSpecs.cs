using Troupe.SharedState;

namespace Troupe.Tests.Shared;

public sealed class WaitQueueSpecs
{
    // No honest process asks twice under one number; the home of one that did once went round for ever.
    [Fact]
    public void Who_waits_twice_under_one_number_stands_in_the_line_once()
    {
        var (twice, other) = (new MortalPeer(), new MortalPeer());
        var line = new WaitQueue<int>();
        line.Add(new Request(twice, 7, 0), 1);
        line.Add(new Request(other, 7, 0), 2);
        line.Add(new Request(twice, 7, 0), 3);
        line.All.Select(entry => entry.Value).ShouldBe([2, 3]);
        line.Remove(twice, 7).ShouldBeTrue();
        line.Remove(twice, 7).ShouldBeFalse();
        line.Count.ShouldBe(1);
    }
}

using Troupe.Actors;
using Troupe.Shared;

namespace Troupe.Tests.Shared;

public sealed class WaitLineSpecs
{
    // No honest process asks twice under one number; the home of one that did once went round for ever.
    [Fact]
    public async Task Who_waits_twice_under_one_number_stands_in_the_line_once()
    {
        await using var system = new ActorSystem("line");
        var (twice, other) = (system.Spawn(Props.Create<Silent>(), "twice"), system.Spawn(Props.Create<Silent>(), "other"));
        var line = new WaitLine<int>();
        line.Add(new Request(twice, 7, 0), 1);
        line.Add(new Request(other, 7, 0), 2);
        line.Add(new Request(twice, 7, 0), 3);
        line.All.Select(entry => entry.Value).ShouldBe([2, 3]);
        line.Remove(twice, 7).ShouldBeTrue();
        line.Remove(twice, 7).ShouldBeFalse();
        line.Count.ShouldBe(1);
    }

    private sealed class Silent : Actor
    {
        protected override ValueTask ReceiveAsync(object message) => ValueTask.CompletedTask;
    }
}

using Troupe.Chaos.Faults;

namespace Troupe.Chaos.Tests;

/// <summary>Whom the injector of faults has met before.</summary>
public sealed class VictimsSpecs
{
    private const int Pid = 5992;

    [Fact]
    public void A_process_that_has_the_id_of_an_earlier_victim_is_none_itself()
    {
        var start = 100L;
        var victims = new Victims(_ => start);
        victims.Add(Pid);
        victims.Contains(Pid).ShouldBeTrue();
        start = 200;
        victims.Contains(Pid).ShouldBeFalse();
    }
}

using Troupe.Sessions;

namespace Troupe.Tests.Sessions;

/// <summary>The table of a worker's phases.</summary>
public sealed class WorkerLifeSpecs
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(30);

    private static readonly WorkerEvent[] s_start =
        [WorkerEvent.StartBegun, WorkerEvent.ProcessStarted, WorkerEvent.LinkUp, WorkerEvent.Ready];

    public static TheoryData<string> Phases => [.. Enum.GetNames<WorkerPhase>()];

    [Fact]
    public void A_start_goes_through_its_phases_and_ends_ready()
    {
        var phases = new List<WorkerPhase>();
        var life = default(WorkerLife);
        foreach (var happened in s_start)
            phases.Add((life = life.On(happened)).Phase);
        phases.ShouldBe([WorkerPhase.Starting, WorkerPhase.Connecting, WorkerPhase.Joining, WorkerPhase.Ready]);
        life.WasReady.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public void Whatever_the_phase_a_worker_whose_link_and_process_have_ended_is_gone(string name)
    {
        var phase = Enum.Parse<WorkerPhase>(name);
        var life = new WorkerLife(phase, WasReady: false);
        // One that has no process yet is killed before.
        if (phase is WorkerPhase.Queued or WorkerPhase.Starting)
            life = life.On(WorkerEvent.Kill);
        life.On(WorkerEvent.LinkDown).On(WorkerEvent.ProcessGone).Phase.ShouldBe(WorkerPhase.Gone);
        life.On(WorkerEvent.ProcessGone).On(WorkerEvent.LinkDown).Phase.ShouldBe(WorkerPhase.Gone);
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public void Whatever_the_phase_a_worker_that_is_killed_and_of_which_nothing_more_comes_is_given_up(string name) =>
        new WorkerLife(Enum.Parse<WorkerPhase>(name), WasReady: false).On(WorkerEvent.Kill).On(WorkerEvent.GivenUp).Phase
            .ShouldBe(WorkerPhase.Gone);

    [Theory]
    [MemberData(nameof(Phases))]
    public void Every_phase_in_which_something_is_awaited_of_the_worker_has_a_bound(string name)
    {
        var phase = Enum.Parse<WorkerPhase>(name);
        var bound = WorkerLife.BoundOf(phase, s_startTimeout);
        if (phase is WorkerPhase.Queued or WorkerPhase.Ready or WorkerPhase.Gone)
        {
            bound.ShouldBeNull();
        }
        else
        {
            bound.ShouldBe(
                WorkerLife.BoundOf(WorkerLife.BoundBegins(phase), s_startTimeout),
                "phases that share a bound have the same one");
        }
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public void No_event_leads_back(string name)
    {
        var phase = Enum.Parse<WorkerPhase>(name);
        foreach (var happened in Enum.GetValues<WorkerEvent>())
        {
            var next = new WorkerLife(phase, WasReady: false).On(happened).Phase;
            // A link that comes up after the kill is the one way up.
            if ((phase, happened) != (WorkerPhase.KilledUnlinked, WorkerEvent.LinkUp))
                ((int)next).ShouldBeGreaterThanOrEqualTo((int)phase, $"{phase} on {happened}");
        }
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public void Nobody_becomes_ready_after_its_end_began(string name)
    {
        var phase = Enum.Parse<WorkerPhase>(name);
        var next = new WorkerLife(phase, WasReady: false).On(WorkerEvent.Ready).Phase;
        next.ShouldBe(phase == WorkerPhase.Joining ? WorkerPhase.Ready : phase);
    }

    [Fact]
    public void A_worker_that_was_ready_stays_one_whatever_becomes_of_it()
    {
        var life = s_start.Aggregate(default(WorkerLife), static (life, happened) => life.On(happened));
        foreach (var happened in Enum.GetValues<WorkerEvent>())
            life.On(happened).WasReady.ShouldBeTrue();
    }
}

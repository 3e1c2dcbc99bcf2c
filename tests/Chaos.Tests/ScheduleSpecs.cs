using Troupe.Chaos.Faults;
using Troupe.Chaos.Load;
using Troupe.Chaos.Records;

namespace Troupe.Chaos.Tests;

public sealed class ScheduleSpecs
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_seed_makes_the_same_schedule_each_time_and_another_seed_another_one()
    {
        FaultSchedule.Create(7, s_minute, null).Hash.ShouldBe(FaultSchedule.Create(7, s_minute, null).Hash);
        FaultSchedule.Create(8, s_minute, null).Hash.ShouldNotBe(FaultSchedule.Create(7, s_minute, null).Hash);
    }

    [Fact]
    public void A_minute_has_a_fault_every_one_to_three_seconds_and_each_kind_at_least_once()
    {
        var faults = FaultSchedule.Create(1, s_minute, null).Faults;

        faults.Zip(faults.Skip(1), (one, next) => (next.At - one.At).TotalSeconds).ShouldAllBe(pause => pause >= 1 && pause <= 3);
        faults.Select(fault => fault.Kind).Distinct().Count().ShouldBe(Enum.GetValues<FaultKind>().Length);
    }

    [Fact]
    public void A_seed_makes_the_same_jobs_each_time()
    {
        var (one, other) = (new LoadPlan(3), new LoadPlan(3));

        Enumerable.Range(0, 1000).Select(_ => one.Next()).ShouldBe(Enumerable.Range(0, 1000).Select(_ => other.Next()));
    }
}

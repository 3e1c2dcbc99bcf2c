using Troupe.Processes.ControlGroups;
using Troupe.Tests.Clocks;

namespace Troupe.Tests.ControlGroups;

/// <summary>Whether a process that died was one of those that the kernel killed for want of memory.</summary>
public sealed class MemoryKillsSpecs
{
    private readonly ManualTimeProvider _time = new();
    private readonly MemoryKills _kills;
    private long? _count = 3;

    public MemoryKillsSpecs() => _kills = new MemoryKills(() => _count, () => new MemoryShortage(1 << 20), _time);

    [Fact]
    public void A_kill_that_was_counted_just_now_is_that_of_the_process_that_died()
    {
        _kills.Claim().ShouldBeNull();
        _count++;
        _kills.Claim().ShouldBe(new MemoryShortage(1 << 20));
    }

    [Fact]
    public void Each_kill_is_of_one_process()
    {
        _count += 2;
        _kills.Claim().ShouldNotBeNull();
        _kills.Claim().ShouldNotBeNull();
        _kills.Claim().ShouldBeNull();
    }

    [Fact]
    public void One_that_was_noticed_before_the_end_of_its_process_was_told_still_counts()
    {
        _count++;
        _time.Advance(MemoryKills.Period);
        _kills.Check();
        _time.Advance(MemoryKills.Fresh);
        _kills.Claim().ShouldNotBeNull();
    }

    [Fact]
    public void One_of_long_ago_was_of_another_process()
    {
        _count++;
        _time.Advance(MemoryKills.Period);
        _kills.Check();
        _time.Advance(MemoryKills.Fresh + TimeSpan.FromMilliseconds(1));
        _kills.Claim().ShouldBeNull();
    }

    [Fact]
    public void Checks_that_follow_closely_read_nothing()
    {
        var reads = 0;
        var kills = new MemoryKills(() => ++reads * 0, () => default, _time);
        for (var check = 0; check < 10; check++)
            kills.Check();
        reads.ShouldBe(1);
        _time.Advance(MemoryKills.Period);
        kills.Check();
        reads.ShouldBe(2);
    }

    [Fact]
    public void A_count_that_cannot_be_read_changes_nothing()
    {
        _count = null;
        _kills.Claim().ShouldBeNull();
        _count = 4;
        _kills.Claim().ShouldNotBeNull();
    }
}

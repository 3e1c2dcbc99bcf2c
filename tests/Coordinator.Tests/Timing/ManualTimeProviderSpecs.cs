using Troupe.Tests.Clocks;

namespace Troupe.Tests.Timing;

public class ManualTimeProviderSpecs
{
    [Fact]
    public void Timers_fire_in_order_each_at_its_own_time()
    {
        var time = new ManualTimeProvider();
        var start = time.GetUtcNow();
        var stamp = time.GetTimestamp();
        var fired = new List<(string, double)>();
        using var late = Timer("late", 3, null);
        using var tick = Timer("tick", 1, 2);
        using var never = Timer("never", 2, null);
        never.Dispose();
        time.Advance(TimeSpan.FromSeconds(6));
        fired.ShouldBe([("tick", 1), ("late", 3), ("tick", 3), ("tick", 5)]);
        time.GetElapsedTime(stamp).ShouldBe(TimeSpan.FromSeconds(6));
        time.SetUtcNow(start.AddSeconds(7));
        fired.Count.ShouldBe(5);
        Should.Throw<ArgumentOutOfRangeException>(() => time.SetUtcNow(start));

        ITimer Timer(string name, int due, int? period) => time.CreateTimer(
            _ => fired.Add((name, (time.GetUtcNow() - start).TotalSeconds)),
            null,
            TimeSpan.FromSeconds(due),
            period is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public async Task Delays_of_the_framework_follow_it()
    {
        var time = new ManualTimeProvider();
        var delay = Task.Delay(TimeSpan.FromHours(1), time);
        time.Advance(TimeSpan.FromHours(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(30));
    }
}

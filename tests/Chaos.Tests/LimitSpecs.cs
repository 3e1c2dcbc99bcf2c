using Troupe.Chaos.Checking;
using Troupe.Chaos.Measuring;

namespace Troupe.Chaos.Tests;

/// <summary>The limits of what is measured: one figure beyond its limit breaks its own invariant and no other.</summary>
public sealed class LimitSpecs
{
    private static readonly Holdings s_held = new(["socket:[1]"], 10, 1, 0);

    private static Measurements Good { get; } = new()
    {
        CalmRate = 100,
        StormRate = 61,
        Pause = 1,
        ReadyAgain = [40, 50, 2900],
        Hanging = [],
        LongestJob = 900,
        DisposeTime = TimeSpan.FromSeconds(1),
        DisposeLimit = TimeSpan.FromSeconds(10),
        Left = [],
        LeftInOwnSession = 1,
        Zombies = 0,
        ResidentThirds = (100 << 20, 125 << 20),
        Managed = (10 << 20, 20 << 20),
        Held = [Held("mappings", 800, 2), Held("threads", 40, 0), Held("fds", 160, 0)],
        Before = s_held,
        After = s_held,
        StrayErrors = [],
        ProtocolErrors = 3,
        HalfFrames = 1,
        BrokenProtocols = 2,
        Losses = 3,
    };

    [Fact]
    public void Figures_within_their_limits_break_nothing() => Broken(Good).ShouldBeEmpty();

    [Fact]
    public void A_job_that_hangs_is_found() => Broken(Good with { Hanging = ["job 1"] }).ShouldBe(["I6"]);

    [Fact]
    public void A_pool_that_ends_too_slowly_is_found() => Broken(Good with { DisposeTime = TimeSpan.FromSeconds(11) }).ShouldBe(["I6"]);

    [Fact]
    public void A_process_that_is_left_is_found() => Broken(Good with { Left = ["1 sleep"] }).ShouldBe(["I7"]);

    [Fact]
    public void A_zombie_is_found() => Broken(Good with { Zombies = 1 }).ShouldBe(["I7"]);

    [Fact]
    public void Memory_that_grows_is_found()
    {
        Broken(Good with { ResidentThirds = (100 << 20, 127 << 20) }).ShouldBe(["I8"]);
        Broken(Good with { Managed = (10 << 20, 28 << 20) }).ShouldBe(["I8"]);
    }

    [Fact]
    public void Handles_threads_timers_and_files_that_are_kept_are_found()
    {
        Broken(Good with { After = s_held with { Files = [.. Enumerable.Repeat("pipe:[2]", 10)] } }).ShouldBe(["I9"]);
        Broken(Good with { After = s_held with { Threads = 19 } }).ShouldBe(["I9"]);
        Broken(Good with { After = s_held with { Timers = 10 } }).ShouldBe(["I9"]);
        Broken(Good with { After = s_held with { TemporaryFiles = 1 } }).ShouldBe(["I9"]);
    }

    [Theory]
    [InlineData("mappings", 172)]
    [InlineData("threads", 5)]
    [InlineData("fds", 5)]
    public void What_the_process_holds_more_of_with_each_minute_is_found(string name, double aMinute)
    {
        Broken(Good with { Held = [Held(name, 100, aMinute)] }).ShouldBe(["I14"]);
        MeasuredLimits.Check(Good with { Held = [Held(name, 100, aMinute)] }).Single(finding => finding.Id == "I14").Figures
            .ShouldContain($"{name} (+");
    }

    [Fact]
    public void What_the_load_needs_once_and_what_comes_and_goes_is_no_growth()
    {
        var held = new Series("mappings");
        for (var second = 0; second < 600; second++)
            held.Add(second < 100 ? 500 + second : second % 60 < 10 ? 900 : 700);
        Broken(Good with { Held = [held] }).ShouldBeEmpty();
    }

    [Fact]
    public void Throughput_that_breaks_down_is_found() => Broken(Good with { StormRate = 59 }).ShouldBe(["I11"]);

    [Fact]
    public void Throughput_is_not_judged_when_faults_come_too_fast_and_the_report_says_so()
    {
        var finding = MeasuredLimits.Check(Good with { StormRate = 10, Pause = 0.3 }).Single(finding => finding.Id == "I11");

        finding.Holds.ShouldBeTrue();
        finding.Figures.ShouldContain("not judged");
        MeasuredLimits.Check(Good).Single(finding => finding.Id == "I11").Figures.ShouldNotContain("not judged");
    }

    [Fact]
    public void A_place_that_stays_empty_is_found_however_fast_faults_come() =>
        Broken(Good with { ReadyAgain = [40, 3100], Pause = 0.3 }).ShouldBe(["I11"]);

    [Fact]
    public void A_place_that_stays_empty_for_long_is_found() => Broken(Good with { ReadyAgain = [40, 3100] }).ShouldBe(["I11"]);

    [Fact]
    public void A_stray_error_is_found() => Broken(Good with { StrayErrors = ["unobserved"] }).ShouldBe(["I12"]);

    [Fact]
    public void A_protocol_error_that_nobody_injected_is_found() => Broken(Good with { ProtocolErrors = 4 }).ShouldBe(["I12"]);

    [Fact]
    public void A_broken_protocol_that_nobody_noticed_is_found() => Broken(Good with { ProtocolErrors = 1 }).ShouldBe(["I12"]);

    [Fact]
    public void A_cut_frame_need_not_be_noticed() => Broken(Good with { ProtocolErrors = 2 }).ShouldBeEmpty();

    /// <summary>Ten minutes of a figure that grows evenly.</summary>
    private static Series Held(string name, int first, double aMinute)
    {
        var series = new Series(name);
        for (var second = 0; second < 600; second++)
            series.Add(first + (long)(aMinute * second / 60));
        return series;
    }

    private static string[] Broken(Measurements measured) =>
        [.. MeasuredLimits.Check(measured).Where(finding => !finding.Holds).Select(finding => finding.Id)];
}

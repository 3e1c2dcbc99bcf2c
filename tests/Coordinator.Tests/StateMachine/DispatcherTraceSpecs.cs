using System.Diagnostics;
using Xunit.Abstractions;

namespace Troupe.Tests.StateMachine;

/// <summary>
/// The dispatcher's decisions under events in any order: late words of past incarnations, cancels that cross
/// results, items of chunks, jobs in doubt, deaths before and after a job began, failing starts, resizes, the end of the pool at any step.
/// </summary>
public sealed class DispatcherTraceSpecs(ITestOutputHelper output)
{
    private const int UsualTraces = 3_400;
    private const int LongTraces = 200_000;

    private static int TraceCount => Environment.GetEnvironmentVariable("TROUPE_LONG_TESTS") == "1" ? LongTraces : UsualTraces;

    [Fact]
    [Trait("Category", "Long")]
    public void A_million_events_in_random_orders_break_no_promise_about_jobs_and_workers()
    {
        var clock = Stopwatch.StartNew();
        long done = 0;
        for (var seed = 0; seed < TraceCount; seed++)
        {
            var steps = Traces.Draw(seed);
            if (Traces.Run(seed, steps) is { } broken)
                Assert.Fail(Describe(seed, steps, broken));
            done += steps.Count;
        }
        output.WriteLine($"{done} events in {clock.Elapsed.TotalSeconds:0.0} s");
        if (TraceCount >= UsualTraces)
            done.ShouldBeGreaterThanOrEqualTo(1_000_000);
    }

    private static string Describe(int seed, List<Step> steps, string broken)
    {
        var shrunk = Traces.Shrink(seed, steps);
        return $"Seed {seed}: {broken}{Environment.NewLine}The shortest trace found, {shrunk.Count} of {steps.Count} steps, ends with: "
            + $"{Traces.Run(seed, shrunk)}{Environment.NewLine}{string.Join(Environment.NewLine, shrunk)}";
    }
}

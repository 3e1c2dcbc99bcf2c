using System.Diagnostics;
using Xunit.Abstractions;

namespace Troupe.Tests.StateMachine;

/// <summary>
/// The coordinator's decisions under events in any order: recalls, late words of past incarnations, cancels that cross
/// results, deaths before and after a job began, failing starts, resizes, the end of the pool at any step.
/// </summary>
public sealed class CoordinatorTraceSpecs(ITestOutputHelper output)
{
    private const int UsualTraces = 3_400;
    private const int LongTraces = 200_000;

    private static int TraceCount => Environment.GetEnvironmentVariable("TROUPE_LONG_TESTS") == "1" ? LongTraces : UsualTraces;

    [Fact]
    public async Task A_million_events_in_random_orders_break_no_promise_about_jobs_and_workers()
    {
        await using var traces = new Traces();
        var clock = Stopwatch.StartNew();
        long done = 0;
        for (var seed = 0; seed < TraceCount; seed++)
        {
            var steps = Traces.Draw(seed);
            if (traces.Run(seed, steps) is { } broken)
                Assert.Fail(Describe(traces, seed, steps, broken));
            done += steps.Count;
        }
        output.WriteLine($"{done} events in {clock.Elapsed.TotalSeconds:0.0} s");
        if (TraceCount >= UsualTraces)
            done.ShouldBeGreaterThanOrEqualTo(1_000_000);
    }

    private static string Describe(Traces traces, int seed, List<Step> steps, string broken)
    {
        var shrunk = traces.Shrink(seed, steps);
        return $"Seed {seed}: {broken}{Environment.NewLine}The shortest trace found, {shrunk.Count} of {steps.Count} steps, ends with: {traces.Run(seed, shrunk)}{Environment.NewLine}{string.Join(Environment.NewLine, shrunk)}";
    }
}

using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Dispatching;
using Troupe.Jobs;
using Troupe.Sessions;

namespace Troupe.Benchmarks.Growth.Dispatch;

/// <summary>More workers: does the dispatch of a job cost the same with ten thousand of them as with ten? The workers are in memory, and
/// answer at once.</summary>
internal static class DispatchGrowth
{
    /// <summary>Jobs between two looks at the clock.</summary>
    private const int Batch = 10_000;

    /// <summary>As many as fit the fewest workers.</summary>
    private const int JobsAtOnce = 5;

    public static Task<IReadOnlyList<Curve>> MeasureAsync(GrowthEffort effort)
    {
        var rate = new Curve(
            "dispatch-by-workers",
            "Dispatch with workers in memory",
            new Axis("workers", "workers", "", Logarithmic: true),
            new Axis("jobs_per_second", "jobs", "1/s"));
        foreach (var workers in effort.DispatchedWorkers)
            _ = Measure(workers, effort.WarmUp);
        // The rounds go through all sizes in turn: what changes on the machine meanwhile changes all alike.
        for (var round = 0; round < effort.Rounds; round++)
        {
            foreach (var workers in effort.DispatchedWorkers)
                rate.Add(workers, Measure(workers, effort.Loop));
        }
        return Task.FromResult<IReadOnlyList<Curve>>([rate]);
    }

    /// <summary>The same number of jobs at a time, whatever the number of workers: each goes to the next free one, and the one that has run
    /// longest ends.</summary>
    private static double Measure(int workers, TimeSpan time)
    {
        var sessions = new List<MemorySession>();
        var options = new ProcessPoolOptions { Workers = workers };
        var setup = new PoolSetup(options, null!, null!, new FunctionRegistry(), [], NullLogger.Instance)
        {
            OpenSession = (_, id, events) =>
            {
                sessions.Add(new MemorySession(id, events));
                return sessions[^1];
            },
        };
        using var loop = new DispatchLoop(setup, effects => new Dispatcher(setup, new PoolView(), effects));
        loop.Tell(new OpenPool());
        sessions.ForEach(session => session.Start());
        var function = new PoolFunction(1, "Work", []);
        function.Measure(TimeSpan.FromMilliseconds(20).Ticks, 1);
        var open = new Queue<CallJob<int>>();
        var arguments = new byte[sizeof(int)];
        var jobs = 0L;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            for (var job = 0; job < Batch; job++)
            {
                if (open.Count >= JobsAtOnce)
                    sessions[open.Dequeue().Slot].Finish();
                var next = new CallJob<int>(function, arguments, JobOptions.Default, DeclaredResult<int>.Instance);
                loop.Tell(next);
                open.Enqueue(next);
            }
            jobs += Batch;
        }
        return jobs / clock.Elapsed.TotalSeconds;
    }
}

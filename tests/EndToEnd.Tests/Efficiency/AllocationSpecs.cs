using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;
using Xunit.Abstractions;

namespace Troupe.EndToEnd.Tests.Efficiency;

/// <summary>
/// Bytes that a call allocates, counted, not timed. The bounds are what was measured, and a tenth more. Whoever makes calls
/// cheaper lowers them: run the spec, read the figure in its output, and write that and a tenth.
/// </summary>
public sealed class AllocationSpecs(ITestOutputHelper output) : PoolSpecs
{
    /// <summary>The job, its task, and their share of what is rented and grows. Measured: 315 to 324.</summary>
    private const int CoordinatorBound = 350;

    /// <summary>The running job and the context that it runs in. Measured: 216 to 218.</summary>
    private const int WorkerBound = 240;

    private const int Calls = 100_000;

    [Fact]
    public async Task A_small_call_allocates_a_bounded_number_of_bytes_on_both_sides()
    {
        await using var pool = await Start(1);
        await Pipelined.CallAsync(pool, Calls / 2).WaitAsync(Patience);
        // What is emitted and interned for this function does not belong to a call.
        _ = await pool.RunAsync(Costs.AllocatedBytes).WaitAsync(Patience);

        var inWorker = await pool.RunAsync(Costs.AllocatedBytes).WaitAsync(Patience);
        var here = GC.GetTotalAllocatedBytes(precise: true);
        await Pipelined.CallAsync(pool, Calls).WaitAsync(Patience);
        here = GC.GetTotalAllocatedBytes(precise: true) - here;
        inWorker = await pool.RunAsync(Costs.AllocatedBytes).WaitAsync(Patience) - inWorker;

        output.WriteLine($"A call allocates {here / (double)Calls:0.0} bytes in the coordinator and {inWorker / (double)Calls:0.0} bytes in the worker.");
        (here / Calls).ShouldBeLessThanOrEqualTo(CoordinatorBound, "bytes that the coordinator allocates for a call");
        (inWorker / Calls).ShouldBeLessThanOrEqualTo(WorkerBound, "bytes that the worker allocates for a call");
    }
}

using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.Efficiency;

/// <summary>A job's function is called by code that was made for it once, not by reflection: the job's own stack shows it.</summary>
public sealed class InvocationSpecs : PoolSpecs
{
    [Fact]
    public async Task A_static_method_is_called_without_reflection()
    {
        await using var pool = await Start();
        // The second call runs what the first has prepared.
        _ = await pool.RunAsync(Costs.Callers).WaitAsync(Patience);
        NoReflection(await pool.RunAsync(Costs.Callers).WaitAsync(Patience));
    }

    [Fact]
    public async Task A_method_with_arguments_is_called_without_reflection()
    {
        await using var pool = await Start();
        var callers = await pool.RunAsync(Costs.CallersWith, 2, "two").WaitAsync(Patience);
        callers[^1].ShouldBe("2 two");
        NoReflection(callers);
    }

    [Fact]
    public async Task A_capturing_lambda_is_called_without_reflection()
    {
        await using var pool = await Start();
        var number = 3;
        var callers = await pool.RunAsync(() => Costs.CallersWith(number, "three")).WaitAsync(Patience);
        callers[^1].ShouldBe("3 three");
        NoReflection(callers);
    }

    [Fact]
    public async Task An_asynchronous_body_is_called_without_reflection()
    {
        await using var pool = await Start();
        NoReflection(await pool.RunAsync(Costs.CallersAsync).WaitAsync(Patience));
    }

    [Fact]
    public async Task Items_of_a_map_are_called_without_reflection()
    {
        await using var pool = await Start();
        var callers = await pool.MapAsync(Costs.CallersOfItem, new[] { 1, 2, 3 }).WaitAsync(Patience);
        foreach (var of in callers)
            NoReflection(of.Split('\n'));
    }

    private static void NoReflection(string[] callers)
    {
        // The stack is whole: it goes down to the worker's loop.
        callers.ShouldContain(caller => caller.StartsWith("Troupe.WorkerNode.", StringComparison.Ordinal));
        callers.ShouldNotContain(caller => caller.StartsWith("System.Reflection.", StringComparison.Ordinal));
        callers.ShouldNotContain(
            caller => caller.Contains("DynamicInvoke", StringComparison.Ordinal)
                || caller.Contains("InvokeStub_", StringComparison.Ordinal));
    }
}

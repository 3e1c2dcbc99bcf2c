using System.Reflection;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>docs/what-a-worker-shares.md: what a worker has of its parent's process, and what not.</summary>
public sealed class WorkerWorldSpecs : PoolSpecs
{
    private const string Switch = "Troupe.Specs.Switch";
    private const string Variable = "TROUPE_SPEC_WORLD";

    private static int s_number = 1;

    [Fact]
    public async Task The_base_directory_is_the_programs_and_the_entry_assembly_is_not()
    {
        await using var pool = await Start();
        (await pool.RunAsync(() => AppContext.BaseDirectory)).ShouldBe(AppContext.BaseDirectory);
        (await pool.RunAsync(() => Assembly.GetEntryAssembly()!.GetName().Name)).ShouldBe("Troupe.WorkerNode");
        (await pool.RunAsync(() => string.Join(' ', Environment.GetCommandLineArgs()))).ShouldNotContain("vstest");
    }

    [Fact]
    public async Task Switches_and_statics_that_were_set_here_are_not_set_there()
    {
        AppContext.SetSwitch(Switch, true);
        s_number = 2;
        await using var pool = await Start(
            new ProcessPoolOptions { Workers = 1, Initializer = () => AppContext.SetSwitch(Switch + ".Initialized", true) });
        (await pool.RunAsync(() => AppContext.TryGetSwitch(Switch, out _))).ShouldBeFalse();
        (await pool.RunAsync(() => AppContext.TryGetSwitch(Switch + ".Initialized", out var on) && on)).ShouldBeTrue();
        (await pool.RunAsync(() => s_number)).ShouldBe(1);
    }

    [Fact]
    public async Task A_variable_that_is_set_after_the_start_is_seen_by_later_workers_alone()
    {
        await using var pool = await Start();
        Environment.SetEnvironmentVariable(Variable, "set later");
        try
        {
            (await pool.RunAsync(Work.Variable, Variable)).ShouldBeNull();
            ProcessTable.Kill(pool.Snapshot().Workers.Single().Pid);
            await Until(() => pool.Snapshot().Workers.Single() is { Generation: 2, State: WorkerState.Ready }, "the worker is replaced");
            (await pool.RunAsync(Work.Variable, Variable).WaitAsync(Patience)).ShouldBe("set later");
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }
}

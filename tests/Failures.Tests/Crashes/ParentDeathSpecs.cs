using System.Diagnostics;
using Troupe.EndToEnd.Tests.Crashes;
using Xunit.Abstractions;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>No orphans: whatever becomes of the process that started a pool, nothing of the pool outlives it.</summary>
public sealed class ParentDeathSpecs(ITestOutputHelper output) : CrashSpecs
{
    // 2 s are promised; the scan itself and a machine at work on other things take some time, too.
    private static readonly TimeSpan s_promised = TimeSpan.FromSeconds(3);

    private static int Rounds(int usual) => Environment.GetEnvironmentVariable("TROUPE_LONG_TESTS") == "1" ? 50 : usual;

    [Fact]
    public async Task A_killed_parent_leaves_no_busy_idle_or_starting_worker_no_grandchild_and_no_file()
    {
        for (var round = 0; round < Rounds(5); round++)
        {
            var folder = Directory.CreateDirectory(PathOf($"{round}")).FullName;
            using var parent = ParentProgram.Start("hold", folder, MarkVariable, MarkValue);
            var grandchild = await parent.ReadAsync("grandchild");
            _ = await parent.ReadAsync("ready");
            ProcessTable.IsAlive(grandchild).ShouldBeTrue();
            ProcessTable.WithEnvironment(Mark).Count.ShouldBe(1 + 3 + 1);
            PoolDirectories(parent.Pid).Count.ShouldBe(1);

            parent.Kill();
            await NothingIsLeftOfAsync(parent);
        }
    }

    [Fact]
    public async Task A_parent_killed_while_its_pool_starts_leaves_nothing()
    {
        var random = new Random(12);
        for (var round = 0; round < Rounds(8); round++)
        {
            var folder = Directory.CreateDirectory(PathOf($"{round}")).FullName;
            using var parent = ParentProgram.Start("hold", folder, MarkVariable, MarkValue);
            _ = await parent.ReadAsync("starting");
            await Task.Delay(random.Next(200)); // Any moment of the start will do.
            parent.Kill();
            await NothingIsLeftOfAsync(parent, mayLeaveDirectory: true);
        }
    }

    // A handler at the exit of a process may wait for a server: the worker must not outlive its parent for that.
    [Fact]
    public async Task A_parent_killed_while_its_worker_ends_leaves_nothing()
    {
        for (var round = 0; round < Rounds(2); round++)
        {
            var folder = Directory.CreateDirectory(PathOf($"{round}")).FullName;
            using var parent = ParentProgram.Start("end", folder, MarkVariable, MarkValue);
            _ = await parent.ReadAsync("ending");
            parent.Kill();
            await NothingIsLeftOfAsync(parent);
        }
    }

    [Fact]
    public async Task A_parent_that_ends_without_disposing_its_pool_leaves_nothing_and_keeps_its_exit_code()
    {
        using var parent = ParentProgram.Start("forget", Folder, MarkVariable, MarkValue);
        var busy = await parent.ReadAsync("busy");
        (await parent.ExitAsync()).ShouldBe(5);
        await NothingIsLeftOfAsync(parent);
        ProcessTable.IsAlive(busy).ShouldBeFalse();
    }

    [Fact]
    public async Task A_parent_that_ends_in_order_takes_its_child_along_and_keeps_its_exit_code()
    {
        using var parent = ParentProgram.Start("forget-child", Folder, MarkVariable, MarkValue);
        var child = await parent.ReadAsync("child");
        (await parent.ExitAsync()).ShouldBe(6);
        await NothingIsLeftOfAsync(parent);
        ProcessTable.IsAlive(child).ShouldBeFalse();
    }

    [Fact]
    public async Task A_killed_parent_leaves_no_diagnostics_file_of_a_worker()
    {
        var folder = Directory.CreateDirectory(PathOf("temporary")).FullName;
        using var parent = ParentProgram.Start("tell", folder, MarkVariable, MarkValue);
        _ = await parent.ReadAsync("ready");
        Directory.EnumerateFileSystemEntries(folder).ShouldNotBeEmpty();
        parent.Kill();
        await NothingIsLeftOfAsync(parent);
        Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
    }

    /// <param name="parent">The program that has ended.</param>
    /// <param name="mayLeaveDirectory">
    /// Killed before its first worker knew the directory, nobody is left to delete it: the next pool of this user does.
    /// </param>
    private async Task NothingIsLeftOfAsync(ParentProgram parent, bool mayLeaveDirectory = false)
    {
        var clock = Stopwatch.StartNew();
        bool Gone() => ProcessTable.WithEnvironment(Mark).Count == 0 && (mayLeaveDirectory || PoolDirectories(parent.Pid).Count == 0);
        while (!Gone() && clock.Elapsed < s_promised)
            await Task.Delay(5);
        Gone().ShouldBeTrue($"{ProcessTable.Describe(ProcessTable.WithEnvironment(Mark))} {string.Join(' ', PoolDirectories(parent.Pid))}");
        output.WriteLine($"All gone after {clock.Elapsed.TotalMilliseconds:0} ms");
        if (mayLeaveDirectory && PoolDirectories(parent.Pid).Count > 0)
        {
            var pool = await StartAsync(1);
            await ShouldWorkAsync(pool);
            PoolDirectories(parent.Pid).ShouldBeEmpty();
            await pool.DisposeAsync();
        }
    }
}

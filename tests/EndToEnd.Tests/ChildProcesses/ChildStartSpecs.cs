using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.ChildProcesses;

public sealed class ChildStartSpecs : ChildSpecs
{
    [Fact]
    public async Task A_function_runs_in_a_process_of_its_own_that_ends_with_it()
    {
        await using var child = ChildProcess.Start(ChildJobs.Who, new ChildProcessOptions { Name = "p1" });
        child.ParentPid.ShouldBe(Environment.ProcessId);
        (await child.Result.WaitAsync(Patience)).ShouldBe(new ChildJobs.Identity(child.Pid, Environment.ProcessId, "p1"));
        await Ended(child);
        (child.IsAlive, child.ExitCode, child.Exit!.SignalName, child.Exit.Succeeded).ShouldBe((false, 0, null, true));
        LiveWorkers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_that_are_not_given_count_up_and_a_child_of_a_child_bears_both()
    {
        await using var first = ChildProcess.Start(ChildJobs.Who);
        await using var second = ChildProcess.Start(ChildJobs.GrandchildAsync);
        first.Name.ShouldStartWith("Process-");
        second.Name
            .ShouldBe($"Process-{int.Parse(first.Name["Process-".Length..], System.Globalization.CultureInfo.InvariantCulture) + 1}");
        (await first.Result.WaitAsync(Patience)).Name.ShouldBe(first.Name);
        var inner = await second.Result.WaitAsync(Patience);
        (inner.Name, inner.ParentPid).ShouldBe((second.Name + ":1", second.Pid));
    }

    [Fact]
    public async Task Functions_of_every_shape_can_be_started()
    {
        var factor = 3;
        await using var captured = ChildProcess.Start(() => factor * 7);
        await using var asynchronous = ChildProcess.Start(async () => await Task.FromResult(factor + 1));
        await using var withToken = ChildProcess.Start(
            async (int x, CancellationToken token) => await Task.FromResult(token.CanBeCanceled ? x : -1),
            5);
        await using var four = ChildProcess.Start((string a, int b, double c, bool d) => $"{a} {b} {c} {d}", "a", 1, 2.5, true);
        await using var without = ChildProcess.Start((int a, int b) => { _ = a + b; }, 1, 2);
        (await captured.Result.WaitAsync(Patience)).ShouldBe(21);
        (await asynchronous.Result.WaitAsync(Patience)).ShouldBe(4);
        (await withToken.Result.WaitAsync(Patience)).ShouldBe(5);
        (await four.Result.WaitAsync(Patience)).ShouldBe("a 1 2.5 True");
        await without.Completion.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_function_of_another_application_is_called_by_name()
    {
        var options = new ChildProcessOptions { PluginPath = Built.Assembly("Troupe.Tests.PluginAlpha") };
        await using var child = ChildProcess.Start<int>("Troupe.Tests.PluginAlpha.Shop.Total", ["EUR", 3], options);
        (await child.Result.WaitAsync(Patience)).ShouldBe(3);
        await using var wrong = ChildProcess.Start<int>(
            "Troupe.Tests.PluginAlpha.Shop.Totl",
            ["EUR", 3],
            options with { OutputMode = OutputMode.Drop });
        (await Should.ThrowAsync<FunctionNotFoundException>(wrong.Result.WaitAsync(Patience))).Message.ShouldContain("Total");
        await Ended(wrong);
        wrong.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_travel_throws_at_the_call_and_leaves_nothing()
    {
        using var stream = new MemoryStream();
        Should.Throw<PayloadNotEncodableException>(() => ChildProcess.Start(() => stream.Length)).Message.ShouldContain("stream");
        Should.Throw<FunctionRefusedException>(() => ChildProcess.Start(Math.Abs, 3));
        await using (var other = ChildProcess.Start(ChildJobs.Who))
        {
            // Only who started a process may wait for it or end it.
            var refused = Should.Throw<PayloadNotEncodableException>(() => ChildProcess.Start(() => other.IsAlive));
            refused.Message.ShouldContain("other");
            refused.Message.ShouldContain("it belongs to the process that made it");
            await Ended(other);
        }
        Should.Throw<ArgumentOutOfRangeException>(
            () => ChildProcess.Start(
                ChildJobs.Who,
                new ChildProcessOptions { WorkingDirectory = "/no such folder" })).Message.ShouldContain("WorkingDirectory");
        Should.Throw<ArgumentOutOfRangeException>(() => ChildProcess.Start(ChildJobs.Who, new ChildProcessOptions { Name = " " })).Message
            .ShouldContain("Name");
        Should.Throw<ArgumentOutOfRangeException>(
            () => ChildProcess.Start(ChildJobs.Who, new ChildProcessOptions { HardMemoryLimit = 1 << 20 })).Message.ShouldContain("64 MiB");
        Directories().ShouldBeEmpty();
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_process_that_cannot_be_started_throws_at_the_call_and_leaves_nothing()
    {
        var file = Path.Combine(Scratch(), "no-assembly.dll");
        await File.WriteAllTextAsync(file, "text");
        Should.Throw<PoolStartException>(
            () => ChildProcess.Start<int>("A.B", [], new ChildProcessOptions
            {
                PluginPath = file,
                Name = "p1"
            })).Message.ShouldContain("p1");
        Directories().ShouldBeEmpty();
    }

    [Fact]
    public async Task Statics_of_a_child_are_its_own()
    {
        Work.SetNumber(1);
        await using var child = ChildProcess.Start(Work.RaiseNumber);
        await using var another = ChildProcess.Start(Work.RaiseNumber);
        (await child.Result.WaitAsync(Patience)).ShouldBe(2);
        (await another.Result.WaitAsync(Patience)).ShouldBe(2);
        Work.Number().ShouldBe(1);
    }

    [Fact]
    public async Task Ten_children_run_side_by_side()
    {
        var gate = Gate();
        var children = Enumerable.Range(0, 10).Select(_ => ChildProcess.Start(Jobs.Gate.Pass, gate)).ToList();
        await Until(() => children.TrueForAll(child => LiveWorkers().Contains(child.Pid)), "ten processes run");
        children.Select(child => child.Pid).Distinct().Count().ShouldBe(10);
        Jobs.Gate.Open(gate);
        var pids = await Task.WhenAll(children.Select(child => child.Result)).WaitAsync(Patience);
        pids.ShouldBe(children.Select(child => child.Pid));
        foreach (var child in children)
            await child.DisposeAsync();
    }

    [Fact]
    public async Task Two_children_speak_over_a_channel_of_their_parent()
    {
        await using var channel = ProcessChannel.Create<int>(capacity: 3);
        await using var writer = ChildProcess.Start(ChildJobs.WriteAsync, channel, 20);
        await using var reader = ChildProcess.Start(ChildJobs.SumAsync, channel);
        (await reader.Result.WaitAsync(Patience)).ShouldBe(190);
        await Ended(writer);
        writer.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_child_can_have_a_pool_of_its_own_but_is_no_worker_of_one()
    {
        await using var child = ChildProcess.Start(ChildJobs.AddInPoolAsync);
        (await child.Result.WaitAsync(Patience)).ShouldBe(5);
        await using var poolless = ChildProcess.Start(ChildJobs.AddInNoPoolAsync, new ChildProcessOptions { OutputMode = OutputMode.Drop });
        (await Should.ThrowAsync<Exception>(poolless.Result.WaitAsync(Patience))).Message.ShouldContain("is no worker of a pool");
    }
}

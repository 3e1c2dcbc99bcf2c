using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Objects that live in processes of their own.</summary>
public sealed class HostedSpecs : PoolSpecs
{
    [Fact]
    public async Task An_object_keeps_its_state_between_calls_in_a_process_of_its_own()
    {
        await using var pool = await Start();
        var start = 10;
        await using var counter = await pool.HostAsync(() => new Counter(start)).WaitAsync(Patience);
        (await counter.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(11);
        var times = 4;
        (await counter.RunAsync(x => Enumerable.Range(0, times).Select(_ => x.Increment()).ToArray()[^1]).WaitAsync(Patience)).ShouldBe(15);
        await counter.RunAsync(x => { x.Increment(); }).WaitAsync(Patience);
        (await counter.RunAsync(x => x.Value).WaitAsync(Patience)).ShouldBe(16);
        var pid = await counter.RunAsync(_ => Environment.ProcessId).WaitAsync(Patience);
        pid.ShouldBe(counter.Pid);
        pid.ShouldNotBe(Environment.ProcessId);
        pool.Snapshot().Workers.ShouldAllBe(worker => worker.Pid != pid);
    }

    [Fact]
    public async Task A_memory_limit_that_no_process_could_keep_is_refused()
    {
        await using var pool = await Start();
        var error = Should.Throw<ArgumentOutOfRangeException>(
            () => { _ = pool.HostAsync(() => new Counter(0), new HostedOptions { HardMemoryLimit = 1 << 20 }); });
        error.ParamName.ShouldBe("HardMemoryLimit");
    }

    [Fact]
    public async Task An_object_in_a_process_of_its_own_is_disposed_there_when_its_handle_is()
    {
        var note = Path.Combine(Scratch(), "note");
        await using var pool = await Start();
        var book = await pool.HostAsync(() => new Logbook(7, note)).WaitAsync(Patience);
        await book.RunAsync(x => x.Increment()).WaitAsync(Patience);
        await book.DisposeAsync().AsTask().WaitAsync(Patience);
        File.ReadAllText(note).ShouldBe("8");
    }

    [Fact]
    public async Task Calls_run_one_at_a_time_in_order_also_asynchronous_ones()
    {
        await using var pool = await Start();
        await using var counter = await pool.HostAsync(async () =>
        {
            await Task.Yield();
            return new Counter(0);
        }).WaitAsync(Patience);
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => i % 3 == 0
            ? counter.RunAsync(x => x.IncrementSlowly())
            : i % 3 == 1
                ? counter.RunAsync((x, token) => x.IncrementSlowly(token))
                : counter.RunAsync(x => x.Increment()))).WaitAsync(Patience);
        results.ShouldBe(Enumerable.Range(1, 200));
    }

    [Fact]
    public async Task What_a_call_throws_comes_back_and_the_object_stays()
    {
        await using var pool = await Start();
        await using var counter = await pool.HostAsync(() => new Counter(7)).WaitAsync(Patience);
        (await Should.ThrowAsync<InvalidDataException>(counter.RunAsync(x => x.Throw()).WaitAsync(Patience))).Message
            .ShouldBe("the counter stands at 7");
        (await counter.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(8);
    }

    [Fact]
    public async Task A_crash_ends_the_calls_that_wait_and_the_object_starts_anew()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        await using var counter = await pool.HostAsync(() => new Counter(100)).WaitAsync(Patience);
        var lost = new TaskCompletionSource<HostedLostEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        counter.Lost += (_, args) => lost.TrySetResult(args);
        await counter.RunAsync(x => x.Increment()).WaitAsync(Patience);
        var pid = counter.Pid;
        var running = counter.RunAsync(x => x.Pass(gate));
        await Until(() => Gate.Waiting(gate) == 1, "the first call runs");
        var waiting = Enumerable.Range(0, 5).Select(_ => counter.RunAsync(x => x.Increment())).ToList();
        ProcessTable.Kill(pid);
        (await Should.ThrowAsync<WorkerLostException>(running.WaitAsync(Patience))).MayHaveRun.ShouldBeTrue();
        foreach (var call in waiting)
            (await Should.ThrowAsync<WorkerLostException>(call.WaitAsync(Patience))).MayHaveRun.ShouldBeFalse();
        var told = await lost.Task.WaitAsync(Patience);
        told.Restarting.ShouldBeTrue();
        told.Error.Message.ShouldContain("SIGKILL");
        (await counter.RunAsync(x => x.Value).WaitAsync(Patience)).ShouldBe(100, "it is a fresh one");
        counter.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task An_object_that_is_not_to_start_again_has_ended_with_its_process()
    {
        await using var pool = await Start();
        await using var counter = await pool.HostAsync(() => new Counter(0), new HostedOptions { MaxRestarts = 0 }).WaitAsync(Patience);
        var restarting = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        counter.Lost += (_, args) => restarting.TrySetResult(args.Restarting);
        await Should.ThrowAsync<WorkerLostException>(counter.RunAsync(_ => Counter.Die()).WaitAsync(Patience));
        (await restarting.Task.WaitAsync(Patience)).ShouldBeFalse();
        await counter.Ended.WaitAsync(Patience);
        (await Should.ThrowAsync<PoolClosedException>(async () => await counter.RunAsync(x => x.Value))).Message
            .ShouldContain("not started again");
        counter.Pid.ShouldBe(0);
    }

    [Fact]
    public async Task The_exit_code_of_a_lost_object_is_told_to_the_call_that_ran_to_those_that_waited_and_to_the_handler()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        await using var counter = await pool.HostAsync(() => new Counter(0)).WaitAsync(Patience);
        var lost = new TaskCompletionSource<WorkerLostException>(TaskCreationOptions.RunContinuationsAsynchronously);
        counter.Lost += (_, args) => lost.TrySetResult(args.Error);
        var running = counter.RunAsync(x => x.PassAndDie(gate));
        var waiting = counter.RunAsync(x => x.Value);
        Gate.Open(gate);
        foreach (var told in new Task[] { running, waiting, lost.Task })
            (await LossOf(told)).ExitCode.ShouldBe(3);

        static async Task<WorkerLostException> LossOf(Task told) =>
            told is Task<WorkerLostException> handler
                ? await handler.WaitAsync(Patience)
                : await Should.ThrowAsync<WorkerLostException>(told.WaitAsync(Patience));
    }

    [Fact]
    public async Task An_object_that_is_lost_too_often_ends()
    {
        await using var pool = await Start();
        await using var counter = await pool.HostAsync(() => new Counter(0), new HostedOptions { MaxRestarts = 2 }).WaitAsync(Patience);
        for (var loss = 0; loss < 3; loss++)
            await Should.ThrowAsync<WorkerLostException>(counter.RunAsync(_ => Counter.Die()).WaitAsync(Patience));
        await counter.Ended.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_ended_with_the_process_and_the_object_starts_anew()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        await using var counter = await pool.HostAsync(() => new Counter(5)).WaitAsync(Patience);
        await Should.ThrowAsync<JobTimeoutException>(
            counter.RunAsync(x => x.Pass(gate), new JobOptions { Timeout = TimeSpan.FromMilliseconds(100) }).WaitAsync(Patience));
        (await counter.RunAsync(x => x.Value).WaitAsync(Patience)).ShouldBe(5);
    }

    [Fact]
    public async Task A_factory_that_throws_is_the_error_of_the_start()
    {
        await using var pool = await Start();
        var error = await Should.ThrowAsync<PoolStartException>(pool.HostAsync(Counter.Missing).WaitAsync(2 * Patience));
        error.InnerException.ShouldBeOfType<InvalidDataException>().Message.ShouldBe("no counter today");
        error.Message.ShouldBe("The Counter could not be hosted: its factory failed with InvalidDataException: no counter today");
    }

    [Fact]
    public async Task Hosted_objects_use_shared_ones_and_end_with_their_pool()
    {
        var pool = await Start();
        var channel = pool.CreateChannel<int>();
        var counter = await pool.HostAsync(() => new Counter(channel is null ? -1 : 1)).WaitAsync(Patience);
        await counter.RunAsync(async x => await channel.WriteAsync(x.Increment())).WaitAsync(Patience);
        (await channel.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(2);
        await pool.DisposeAsync();
        await counter.Ended.WaitAsync(Patience);
        (await Should.ThrowAsync<PoolClosedException>(async () => await counter.RunAsync(x => x.Value))).Message
            .ShouldContain("hosted object, or its pool, was disposed");
    }

    [Fact]
    public async Task Many_callers_count_and_no_step_is_lost()
    {
        await using var pool = await Start();
        await using var counter = await pool.HostAsync(() => new Counter(0)).WaitAsync(Patience);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
                await counter.RunAsync(x => x.Increment());
        }))).WaitAsync(2 * Patience);
        (await counter.RunAsync(x => x.Value).WaitAsync(Patience)).ShouldBe(4000);
    }
}

using System.Diagnostics;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Hosted objects that share a process: they live and die together and otherwise do not notice each other.</summary>
public sealed class SharedProcessSpecs : PoolSpecs
{
    private static readonly HostedOptions s_shared = new() { SharedProcess = "books" };

    private static Task<Hosted<Logbook>> Open(ProcessPool pool, int start = 0, HostedOptions? options = null) =>
        pool.HostAsync(() => new Logbook(start), options ?? s_shared).WaitAsync(Patience);

    [Fact]
    public async Task Objects_that_name_the_same_process_live_in_it_each_with_a_state_of_its_own()
    {
        await using var pool = await Start();
        await using var one = await Open(pool, 10);
        await using var two = await Open(pool, 20);
        await using var apart = await Open(pool, 30, new HostedOptions { SharedProcess = "elsewhere" });
        await using var alone = await Open(pool, 40, new HostedOptions());
        (await one.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(11);
        (await two.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(21);
        (await apart.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(31);
        (await one.RunAsync(x => x.Value).WaitAsync(Patience)).ShouldBe(11);
        int[] pids = [one.Pid, two.Pid, apart.Pid, alone.Pid, Environment.ProcessId];
        pids.Distinct().Count().ShouldBe(4);
        one.Pid.ShouldBe(two.Pid);
        (await two.RunAsync(_ => Environment.ProcessId).WaitAsync(Patience)).ShouldBe(one.Pid);
    }

    [Fact]
    public async Task A_slow_call_of_one_object_does_not_delay_another_object()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        await using var slow = await Open(pool);
        await using var quick = await Open(pool);
        var first = slow.RunAsync(x => x.Pass(gate));
        await Until(() => Gate.Waiting(gate) == 1, "the slow call runs");
        var second = slow.RunAsync(x => x.Increment());
        for (var i = 1; i <= 100; i++)
            (await quick.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(i);
        second.IsCompleted.ShouldBeFalse("calls of one object run one at a time");
        Gate.Open(gate);
        (await first.WaitAsync(Patience)).ShouldBe(1);
        (await second.WaitAsync(Patience)).ShouldBe(2);
    }

    [Fact]
    public async Task Calls_of_each_object_run_one_at_a_time_in_order_however_many_objects_are_called_at_once()
    {
        await using var pool = await Start();
        var books = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Open(pool)));
        var results = await Task.WhenAll(books.Select(book => Task.WhenAll(Enumerable.Range(0, 300).Select(_ => book.RunAsync(x => x.Increment()))))).WaitAsync(2 * Patience);
        results.ShouldAllBe(result => result.SequenceEqual(Enumerable.Range(1, 300)));
        foreach (var book in books)
        {
            (await book.RunAsync(x => x.Mixed).WaitAsync(Patience)).ShouldBe(0);
            await book.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_a_call_throws_is_that_calls_error_alone()
    {
        await using var pool = await Start();
        await using var one = await Open(pool, 1);
        await using var two = await Open(pool, 2);
        (await Should.ThrowAsync<InvalidDataException>(one.RunAsync(x => x.Throw()).WaitAsync(Patience))).Message.ShouldBe("the logbook stands at 1");
        (await one.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(2);
        (await two.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(3);
    }

    [Fact]
    public async Task A_crash_ends_the_calls_of_all_objects_and_each_starts_anew_by_its_own_policy()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        await using var again = await Open(pool, 10);
        await using var mortal = await Open(pool, 20, s_shared with { MaxRestarts = 0 });
        await using var idle = await Open(pool, 30);
        var told = new[] { Told(again), Told(mortal), Told(idle) };
        await again.RunAsync(x => x.Increment()).WaitAsync(Patience);
        await idle.RunAsync(x => x.Increment()).WaitAsync(Patience);
        var pid = again.Pid;
        var running = new[] { again.RunAsync(x => x.Pass(gate)), mortal.RunAsync(x => x.Pass(gate)) };
        await Until(() => Gate.Waiting(gate) == 2, "a call of each runs");
        var waiting = new[] { again.RunAsync(x => x.Increment()), mortal.RunAsync(x => x.Increment()) };
        ProcessTable.Kill(pid);
        foreach (var call in running)
        {
            var error = await Should.ThrowAsync<WorkerLostException>(call.WaitAsync(Patience));
            (error.MaybeRan, error.SignalName).ShouldBe((true, "SIGKILL"));
        }
        foreach (var call in waiting)
            (await Should.ThrowAsync<WorkerLostException>(call.WaitAsync(Patience))).MaybeRan.ShouldBeFalse();
        (await Task.WhenAll(told).WaitAsync(Patience)).Select(args => args.Restarting).ShouldBe([true, false, true]);
        (await again.RunAsync(x => x.Value).WaitAsync(Patience)).ShouldBe(10, "it is a fresh one");
        (await idle.RunAsync(x => x.Value).WaitAsync(Patience)).ShouldBe(30);
        await mortal.Ended.WaitAsync(Patience);
        (await Should.ThrowAsync<PoolClosedException>(async () => await mortal.RunAsync(x => x.Value))).Message.ShouldContain("not started again");
        again.Pid.ShouldNotBe(pid);
        idle.Pid.ShouldBe(again.Pid);
    }

    [Fact]
    public async Task A_process_whose_objects_do_not_start_again_is_not_started_again()
    {
        await using var pool = await Start();
        await using var one = await Open(pool, 0, s_shared with { MaxRestarts = 0 });
        await using var two = await Open(pool, 0, s_shared with { MaxRestarts = 0 });
        ProcessTable.Kill(one.Pid);
        await Task.WhenAll(one.Ended, two.Ended).WaitAsync(Patience);
        await Until(() => LiveWorkers().Count == 1, "only the pool's own worker is left");
        await using var next = await Open(pool, 5);
        (await next.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(6);
    }

    [Fact]
    public async Task A_call_whose_time_is_up_takes_the_process_along_and_only_it_is_blamed()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        await using var guilty = await Open(pool);
        await using var innocent = await Open(pool);
        var other = innocent.RunAsync(x => x.Pass(gate), new JobOptions { Timeout = TimeSpan.FromMinutes(5) });
        await Until(() => Gate.Waiting(gate) == 1, "the other call runs");
        var late = guilty.RunAsync(x => x.Pass(gate), new JobOptions { Timeout = TimeSpan.FromMilliseconds(200), Name = "the late one" });
        (await Should.ThrowAsync<JobTimeoutException>(late.WaitAsync(Patience))).Started.ShouldBeTrue();
        var lost = await Should.ThrowAsync<WorkerLostException>(other.WaitAsync(Patience));
        lost.Message.ShouldContain("the late one");
        lost.Message.ShouldContain("ran longer than its limit");
        (await guilty.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(1);
        (await innocent.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(1);
    }

    [Fact]
    public async Task Calls_that_take_their_token_end_in_time_and_by_cancel_and_harm_nobody()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        await using var one = await Open(pool);
        await using var two = await Open(pool);
        await two.RunAsync(x => x.Increment()).WaitAsync(Patience);
        var pid = one.Pid;
        await Should.ThrowAsync<JobTimeoutException>(one.RunAsync((x, token) => x.PassAsync(gate, token), new JobOptions { Timeout = TimeSpan.FromMilliseconds(200) }).WaitAsync(Patience));
        using var source = new CancellationTokenSource();
        var cancelled = one.RunAsync((x, token) => x.PassAsync(gate, token), cancellationToken: source.Token);
        var waiting = one.RunAsync(x => x.Increment(), cancellationToken: source.Token);
        await Until(() => Gate.Waiting(gate) == 2, "the second call runs");
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled.WaitAsync(Patience));
        await Should.ThrowAsync<OperationCanceledException>(waiting.WaitAsync(Patience));
        (await one.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(1);
        (await two.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(2, "its state is still there");
        one.Pid.ShouldBe(pid);
    }

    [Fact]
    public async Task A_cancelled_call_that_takes_no_token_is_cancelled_and_the_others_are_lost()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        await using var one = await Open(pool);
        await using var two = await Open(pool);
        using var source = new CancellationTokenSource();
        var deaf = one.RunAsync(x => x.Pass(gate), cancellationToken: source.Token);
        var other = two.RunAsync(x => x.Pass(gate));
        await Until(() => Gate.Waiting(gate) == 2, "both run");
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(deaf.WaitAsync(Patience));
        (await Should.ThrowAsync<WorkerLostException>(other.WaitAsync(Patience))).Message.ShouldContain("was cancelled and did not end by its token");
    }

    [Fact]
    public async Task Disposing_one_object_leaves_the_others_and_the_process_ends_with_the_last()
    {
        var folder = Scratch();
        var note = Path.Combine(folder, "note");
        await using var pool = await Start();
        var one = await pool.HostAsync(() => new Logbook(1, note), s_shared).WaitAsync(Patience);
        var two = await Open(pool, 2);
        await two.RunAsync(x => x.Increment()).WaitAsync(Patience);
        var pid = one.Pid;
        await one.DisposeAsync();
        await one.Ended.WaitAsync(Patience);
        await Until(() => File.Exists(note) && File.ReadAllText(note) == "1", "the object was disposed in its process");
        await Should.ThrowAsync<PoolClosedException>(async () => await one.RunAsync(x => x.Value));
        (await two.RunAsync(x => x.Value).WaitAsync(Patience)).ShouldBe(3);
        two.Pid.ShouldBe(pid);
        await two.DisposeAsync();
        await Until(() => LiveWorkers().Count == 1, "only the pool's own worker is left");
    }

    [Fact]
    public async Task An_object_that_is_disposed_while_it_is_busy_is_given_up_and_the_others_live_on()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, DrainTimeout = TimeSpan.FromMilliseconds(100) });
        await using var two = await Open(pool, 2);
        var one = await Open(pool, 1);
        var running = one.RunAsync(x => x.Pass(gate), new JobOptions { Timeout = TimeSpan.FromSeconds(1) });
        await Until(() => Gate.Waiting(gate) == 1, "its call runs");
        await two.RunAsync(x => x.Increment()).WaitAsync(Patience);
        await one.DisposeAsync().AsTask().WaitAsync(Patience);
        await Should.ThrowAsync<OperationCanceledException>(running.WaitAsync(Patience));
        // The limit of the call that was given up is over before this one's: it must not end the process any more.
        var shut = Path.Combine(Scratch(), "shut");
        await Should.ThrowAsync<JobTimeoutException>(two.RunAsync((x, token) => x.PassAsync(shut, token), new JobOptions { Timeout = TimeSpan.FromSeconds(1.5) }).WaitAsync(Patience));
        (await two.RunAsync(x => x.Value).WaitAsync(Patience)).ShouldBe(3, "it is the same object still");
    }

    [Fact]
    public async Task A_cancelled_call_that_ignores_its_token_ends_nobody_once_its_object_was_disposed()
    {
        var folder = Scratch();
        var gate = Path.Combine(folder, "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, DrainTimeout = TimeSpan.FromMilliseconds(50), GracePeriod = TimeSpan.FromMilliseconds(500) });
        await using var two = await Open(pool, 2);
        var one = await Open(pool, 1);
        using var source = new CancellationTokenSource();
        var deaf = one.RunAsync((x, token) => x.IgnoreAsync(gate, token), cancellationToken: source.Token);
        await Until(() => Gate.Waiting(gate) == 1, "its call runs");
        await two.RunAsync(x => x.Increment()).WaitAsync(Patience);
        await source.CancelAsync();
        await one.DisposeAsync().AsTask().WaitAsync(Patience);
        await Should.ThrowAsync<OperationCanceledException>(deaf.WaitAsync(Patience));
        // Its grace, and the time to obey after that, are over before this one's limit.
        await Should.ThrowAsync<JobTimeoutException>(two.RunAsync((x, token) => x.PassAsync(Path.Combine(folder, "shut"), token), new JobOptions { Timeout = TimeSpan.FromSeconds(1.5) }).WaitAsync(Patience));
        (await two.RunAsync(x => x.Value).WaitAsync(Patience)).ShouldBe(3, "it is the same object still");
    }

    [Fact]
    public async Task A_process_that_is_stopped_is_killed_for_the_call_whose_time_is_up()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, GracePeriod = TimeSpan.FromMilliseconds(100) });
        await using var one = await Open(pool);
        var late = one.RunAsync(x => x.Pass(gate), new JobOptions { Timeout = TimeSpan.FromMilliseconds(500) });
        await Until(() => Gate.Waiting(gate) == 1, "it runs");
        var clock = Stopwatch.StartNew();
        ProcessTable.Stop(one.Pid);
        await Should.ThrowAsync<JobTimeoutException>(late.WaitAsync(Patience));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8), "a process without a sign of life is killed after 10 s anyway");
        (await one.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(1);
    }

    [Fact]
    public async Task Too_much_memory_is_told_to_whoever_ran_there()
    {
        await using var pool = await Start();
        var limited = s_shared with { HardMemoryLimit = 300 << 20 };
        await using var one = await Open(pool, 1, limited);
        await using var two = await Open(pool, 2);
        await Should.ThrowAsync<MemoryLimitExceededException>(one.RunAsync(x => x.Hold(400)).WaitAsync(Patience));
        (await one.RunAsync(x => x.Value).WaitAsync(Patience)).ShouldBe(1);
        (await two.RunAsync(x => x.Value).WaitAsync(Patience)).ShouldBe(2);
    }

    [Fact]
    public async Task Contradictions_are_refused_at_the_call()
    {
        await using var pool = await Start();
        await using var one = await Open(pool, 1, s_shared with { HardMemoryLimit = 1L << 30 });
        await using var same = await Open(pool, 1, s_shared with { HardMemoryLimit = 1L << 30 });
        (await Should.ThrowAsync<ArgumentException>(() => Open(pool, 1, s_shared with { HardMemoryLimit = 2L << 30 }))).Message.ShouldContain("books");
        await Should.ThrowAsync<ArgumentException>(() => Open(pool, 1, new HostedOptions { SharedProcess = " " }));
        await Should.ThrowAsync<ArgumentException>(pool.SpawnAsync(Troupe.Actors.Props.Create<SumActor>(), s_shared));
        (await same.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(2, "nobody was harmed");
    }

    [Fact]
    public async Task A_factory_that_throws_fails_its_own_object_alone()
    {
        var broken = Path.Combine(Scratch(), "broken");
        await using var pool = await Start();
        await using var fine = await Open(pool, 3);
        await using var fragile = await pool.HostAsync(() => Logbook.MissingWhen(broken), s_shared).WaitAsync(Patience);
        File.WriteAllText(broken, "");
        var error = await Should.ThrowAsync<PoolStartException>(pool.HostAsync(() => Logbook.MissingWhen(broken), s_shared).WaitAsync(Patience));
        error.InnerException.ShouldBeOfType<InvalidDataException>().Message.ShouldBe("no logbook today");
        ProcessTable.Kill(fine.Pid);
        await Until(() => fine.Pid != 0 && fine.RunAsync(x => x.Value).ContinueWith(call => call.IsCompletedSuccessfully).Result, "the other object is there again");
        var unavailable = await Should.ThrowAsync<PoolUnavailableException>(fragile.RunAsync(x => x.Value).WaitAsync(Patience));
        unavailable.InnerException.ShouldBeOfType<InvalidDataException>().Message.ShouldBe("no logbook today");
    }

    [Fact]
    public async Task Objects_that_share_a_process_end_with_their_pool()
    {
        var pool = await Start();
        var channel = pool.CreateChannel<int>();
        var one = await Open(pool);
        var two = await Open(pool);
        await one.RunAsync(async x => await channel.WriteAsync(x.Increment())).WaitAsync(Patience);
        (await two.RunAsync(async _ => await channel.ReadAsync()).WaitAsync(Patience)).ShouldBe(1);
        await pool.DisposeAsync();
        await Task.WhenAll(one.Ended, two.Ended).WaitAsync(Patience);
        await Should.ThrowAsync<PoolClosedException>(async () => await one.RunAsync(x => x.Value));
    }

    private static Task<HostedLostEventArgs> Told(Hosted<Logbook> book)
    {
        var lost = new TaskCompletionSource<HostedLostEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        book.Lost += (_, args) => lost.TrySetResult(args);
        return lost.Task;
    }
}

using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;
using Xunit.Abstractions;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Locks, semaphores, events, conditions and barriers.</summary>
public sealed class LockSpecs(ITestOutputHelper output) : PoolSpecs
{
    [Fact]
    public async Task Eight_processes_count_under_one_lock_and_no_step_is_lost()
    {
        var file = Path.Combine(Scratch(), "count");
        await using var pool = await Start(8);
        var guard = pool.CreateLock();
        var abandoned = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => pool.RunAsync(LockJobs.Count, guard, file, 50)))
            .WaitAsync(2 * Patience);
        (await File.ReadAllTextAsync(file)).ShouldBe("400");
        abandoned.ShouldAllBe(count => count == 0);
    }

    [Fact]
    public async Task The_lock_of_a_holder_that_is_killed_goes_to_the_next_who_is_told()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var guard = pool.CreateLock();
        var holding = pool.RunAsync(LockJobs.HoldAndWait, guard, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the job holds the lock");
        guard.TryAcquire().ShouldBeNull();
        var waiting = guard.AcquireAsync();
        waiting.IsCompleted.ShouldBeFalse();
        ProcessTable.Kill(pool.Snapshot().Workers.Single().Pid);
        await using (var lease = await waiting.WaitAsync(Patience))
            lease.Abandoned.ShouldBeTrue();
        await using (var lease = await guard.AcquireAsync().WaitAsync(Patience))
            lease.Abandoned.ShouldBeFalse("it was given back in order since");
        await Should.ThrowAsync<WorkerLostException>(holding.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_job_that_ends_without_giving_the_lock_back_abandons_it()
    {
        await using var pool = await Start();
        var guard = pool.CreateLock();
        await pool.RunAsync(LockJobs.HoldAndForget, guard).WaitAsync(Patience);
        using var lease = await guard.AcquireAsync().WaitAsync(Patience);
        lease.Abandoned.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_waits_gives_up_when_time_is_up_or_the_token_fires()
    {
        await using var guard = ProcessLock.Create();
        var held = await guard.AcquireAsync();
        await Should.ThrowAsync<TimeoutException>(guard.AcquireAsync(TimeSpan.FromMilliseconds(50)).WaitAsync(Patience));
        using var source = new CancellationTokenSource();
        var waiting = guard.AcquireAsync(source.Token);
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting.WaitAsync(Patience));
        held.Dispose();
        held.Dispose();
        using var next = guard.TryAcquire().ShouldNotBeNull();
        guard.TryAcquire().ShouldBeNull("a lock given back twice is free once");
    }

    [Fact]
    public async Task A_lock_that_is_not_reentrant_makes_its_own_holder_wait()
    {
        await using var pool = await Start();
        var guard = pool.CreateLock();
        var again = pool.RunAsync(async () =>
        {
            await using var held = await guard.AcquireAsync();
            await guard.AcquireAsync(TimeSpan.FromMilliseconds(50));
        });
        await Should.ThrowAsync<TimeoutException>(again.WaitAsync(Patience));
        guard.TryAcquire().ShouldNotBeNull().Dispose();
    }

    [Fact]
    public async Task A_lease_of_a_semaphore_that_is_given_back_twice_counts_once()
    {
        await using var places = ProcessSemaphore.Create(2);
        var first = await places.AcquireAsync();
        using var second = await places.AcquireAsync();
        first.Dispose();
        first.Dispose();
        (await places.CountAvailableAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_reentrant_lock_is_given_again_to_its_holder_and_to_nobody_else()
    {
        await using var pool = await Start();
        var guard = pool.CreateLock(reentrant: true);
        using var outer = await guard.AcquireAsync().WaitAsync(Patience);
        using (await guard.AcquireAsync().WaitAsync(Patience))
            (await pool.RunAsync(() => guard.TryAcquire() is null).WaitAsync(Patience)).ShouldBeTrue();
        (await pool.RunAsync(() => guard.TryAcquire() is null).WaitAsync(Patience)).ShouldBeTrue("the outer lease is still held");
        outer.Dispose();
        (await pool.RunAsync(() => guard.TryAcquire() is not null).WaitAsync(Patience)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_reentrant_lock_taken_without_asking_anybody_is_free_when_the_last_of_its_leases_is_given_back()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var guard = pool.CreateLock(reentrant: true);
        var holding = pool.RunAsync(LockJobs.UseTwiceAndHold, guard, 2000, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the job holds the second of two leases");
        guard.TryAcquire().ShouldBeNull();
        var waiting = guard.AcquireAsync();
        waiting.IsCompleted.ShouldBeFalse("the inner lease is still held");
        Gate.Open(gate);
        using (var lease = await waiting.WaitAsync(Patience))
            lease.Abandoned.ShouldBeFalse("both leases were given back");
        await holding.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_lock_taken_without_asking_anybody_is_free_again_when_its_holder_dies_or_its_job_ends(bool killed, bool reentrant)
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var guard = pool.CreateLock(reentrant);
        var holding = pool.RunAsync(LockJobs.UseAndHold, guard, 2000, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the job holds the lock");
        guard.TryAcquire().ShouldBeNull();
        var waiting = guard.AcquireAsync();
        waiting.IsCompleted.ShouldBeFalse();
        if (killed)
            ProcessTable.Kill(pool.Snapshot().Workers.Single().Pid);
        Gate.Open(gate);
        using (var lease = await waiting.WaitAsync(Patience))
            lease.Abandoned.ShouldBeTrue();
        await holding.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);
        (await pool.RunAsync(LockJobs.UseAndHold, guard, 100, gate).WaitAsync(Patience)).ShouldNotBe(-1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Random_kills_of_holders_never_let_two_in(bool reentrant)
    {
        const int Processes = 8;
        const int Kills = 10;
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var folder = Scratch();
        await using var pool = await Start(new ProcessPoolOptions { Workers = Processes, OutputMode = OutputMode.Drop });
        await AllReady(pool, Processes);
        var guard = pool.CreateLock(reentrant);
        var jobs = Enumerable.Range(0, Processes).Select(_ => pool.RunAsync(LockJobs.Enter, guard, folder, 300)).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            await Until(() => Directory.EnumerateFiles(folder, "*.in").Any() || jobs.TrueForAll(job => job.IsCompleted), "somebody is in");
            var ready = pool.Snapshot().Workers.Where(worker => worker.State == WorkerState.Ready && worker.Pid > 0).ToList();
            if (ready.Count > 0)
                ProcessTable.Kill(ready[random.Next(ready.Count)].Pid);
        }
        await Task.WhenAll(jobs).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(2 * Patience);
        foreach (var job in jobs.Where(job => job.IsCompletedSuccessfully))
            (await job).ShouldBeNull("two were in at once");
        jobs.Where(job => job.IsFaulted).ShouldAllBe(job => job.Exception!.InnerException is WorkerLostException);
        using var last = await guard.AcquireAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_semaphore_lets_so_many_in_and_takes_the_leases_of_the_dead_back()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var places = pool.CreateSemaphore(2);
        var first = await places.AcquireAsync().WaitAsync(Patience);
        var holding = pool.RunAsync(async () =>
        {
            await places.AcquireAsync();
            return Gate.Pass(gate);
        });
        await Until(() => Gate.Waiting(gate) == 1, "the job holds a lease");
        (await places.CountAvailableAsync()).ShouldBe(0);
        places.TryAcquire().ShouldBeNull();
        ProcessTable.Kill(pool.Snapshot().Workers.Single().Pid);
        using (var lease = await places.AcquireAsync().WaitAsync(Patience))
            lease.Abandoned.ShouldBeTrue();
        first.Dispose();
        await Until(() => places.CountAvailableAsync().Result == 2, "all are back");
        await Should.ThrowAsync<WorkerLostException>(holding.WaitAsync(Patience));
        Should.Throw<ArgumentOutOfRangeException>(() => pool.CreateSemaphore(0));
    }

    [Fact]
    public async Task An_event_lets_all_go_on_until_it_is_reset()
    {
        await using var pool = await Start(2);
        var started = pool.CreateEvent();
        var waiting = Enumerable.Range(0, 2).Select(_ => pool.RunAsync(async () => await started.WaitAsync())).ToList();
        (await started.IsSetAsync()).ShouldBeFalse();
        await Should.ThrowAsync<TimeoutException>(started.WaitAsync(TimeSpan.FromMilliseconds(50)).WaitAsync(Patience));
        await started.SetAsync();
        await Task.WhenAll(waiting).WaitAsync(Patience);
        await started.WaitAsync().WaitAsync(Patience);
        await started.ResetAsync();
        (await pool.RunAsync(async () => await started.IsSetAsync()).WaitAsync(Patience)).ShouldBeFalse();
    }

    [Fact]
    public async Task Producers_and_consumers_wait_for_each_other_on_a_condition()
    {
        await using var pool = await Start(4);
        var changed = pool.CreateCondition();
        var stock = pool.CreateValue(0);
        Task[] all =
        [
            pool.RunAsync(LockJobs.Produce, changed, stock, 60, 3),
            pool.RunAsync(LockJobs.Consume, changed, stock, 60),
            pool.RunAsync(LockJobs.Produce, changed, stock, 60, 3),
            pool.RunAsync(LockJobs.Consume, changed, stock, 60),
        ];
        await Task.WhenAll(all).WaitAsync(2 * Patience);
        (await stock.GetAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_wait_on_a_condition_that_takes_too_long_ends_with_the_lock_held()
    {
        await using var changed = ProcessCondition.Create();
        using var held = await changed.AcquireAsync();
        (await held.WaitAsync(TimeSpan.FromMilliseconds(50)).WaitAsync(Patience)).ShouldBeFalse();
        changed.TryAcquire().ShouldBeNull();
        using var source = new CancellationTokenSource();
        var waiting = held.WaitAsync(source.Token);
        using (var other = await changed.AcquireAsync().WaitAsync(Patience))
        {
            await source.CancelAsync();
            waiting.IsCompleted.ShouldBeFalse("it needs the lock before it can go on");
        }
        await Should.ThrowAsync<OperationCanceledException>(waiting.WaitAsync(Patience));
        changed.TryAcquire().ShouldBeNull();
        held.Dispose();
        await Should.ThrowAsync<ObjectDisposedException>(held.WaitAsync());
        Should.Throw<ObjectDisposedException>(() => held.Notify());
        Should.Throw<ObjectDisposedException>(held.NotifyAll);
        changed.TryAcquire().ShouldNotBeNull().Dispose();
    }

    [Fact]
    public async Task Who_waits_on_a_condition_goes_on_when_the_holder_that_was_to_notify_is_killed()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var changed = pool.CreateCondition();
        using var held = await changed.AcquireAsync().WaitAsync(Patience);
        var waiting = held.WaitAsync();
        var dying = pool.RunAsync(async () =>
        {
            await changed.AcquireAsync();
            return Gate.Pass(gate);
        });
        await Until(() => Gate.Waiting(gate) == 1, "the job holds the lock");
        ProcessTable.Kill(pool.Snapshot().Workers.Single().Pid);
        await waiting.WaitAsync(Patience);
        held.Abandoned.ShouldBeTrue("nobody else is there to be told");
        await Should.ThrowAsync<WorkerLostException>(dying.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_notification_for_one_who_dies_before_it_gets_the_lock_goes_to_the_next_who_waits()
    {
        var folder = Scratch();
        await using var pool = await Start();
        var changed = pool.CreateCondition();
        var dying = pool.RunAsync(LockJobs.WaitOnce, changed, Path.Combine(folder, "first"));
        await Until(() => File.Exists(Path.Combine(folder, "first")), "the job holds the lock");
        using var held = await changed.AcquireAsync().WaitAsync(Patience); // It waits now.
        var waiting = held.WaitAsync();
        using (var notifying = await changed.AcquireAsync().WaitAsync(Patience))
        {
            notifying.Notify();
            ProcessTable.Kill(pool.Snapshot().Workers.Single().Pid);
            await Should.ThrowAsync<WorkerLostException>(dying.WaitAsync(Patience));
            waiting.IsCompleted.ShouldBeFalse("the lock is held");
        }
        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public async Task Parties_meet_at_a_barrier_again_and_again()
    {
        await using var pool = await Start(8);
        var barrier = pool.CreateBarrier(8);
        var first = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => pool.RunAsync(LockJobs.MeetOften, barrier, 100)))
            .WaitAsync(2 * Patience);
        first.Sum().ShouldBe(100, "each time exactly one was first");
    }

    [Fact]
    public async Task A_barrier_breaks_for_all_when_a_party_that_waits_is_killed()
    {
        await using var pool = await Start(2);
        await AllReady(pool, 2);
        var barrier = pool.CreateBarrier(3);
        var dying = pool.RunAsync(LockJobs.Arrive, barrier);
        await Until(() => barrier.CountWaitingAsync().Result == 1, "the first has come");
        var pid = pool.Snapshot().Workers.Single(worker => worker.Jobs > 0).Pid;
        var other = pool.RunAsync(LockJobs.Arrive, barrier);
        await Until(() => barrier.CountWaitingAsync().Result == 2, "the second has come");
        ProcessTable.Kill(pid);
        (await Should.ThrowAsync<BarrierBrokenException>(other.WaitAsync(Patience))).Message.ShouldContain("SIGKILL");
        await Should.ThrowAsync<WorkerLostException>(dying.WaitAsync(Patience));
        (await barrier.IsBrokenAsync()).ShouldBeTrue();
        await Should.ThrowAsync<BarrierBrokenException>(barrier.SignalAndWaitAsync().WaitAsync(Patience));
        await barrier.ResetAsync();
        (await barrier.IsBrokenAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_barrier_breaks_when_a_party_is_killed_between_two_phases()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var barrier = pool.CreateBarrier(2);
        var dying = pool.RunAsync(LockJobs.ArriveAndWait, barrier, gate);
        await barrier.SignalAndWaitAsync().WaitAsync(Patience);
        var waiting = barrier.SignalAndWaitAsync();
        await Until(() => Gate.Waiting(gate) == 1, "the party is on its way to the second meeting");
        ProcessTable.Kill(pool.Snapshot().Workers.Single().Pid);
        await Should.ThrowAsync<BarrierBrokenException>(waiting.WaitAsync(Patience));
        await Should.ThrowAsync<WorkerLostException>(dying.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_party_that_gives_up_breaks_the_barrier_for_the_others()
    {
        await using var barrier = ProcessBarrier.Create(3);
        var patient = barrier.SignalAndWaitAsync();
        await Should.ThrowAsync<TimeoutException>(barrier.SignalAndWaitAsync(TimeSpan.FromMilliseconds(50)).WaitAsync(Patience));
        await Should.ThrowAsync<BarrierBrokenException>(patient.WaitAsync(Patience));
        await barrier.ResetAsync();
        var again = barrier.SignalAndWaitAsync();
        await barrier.BreakAsync();
        await Should.ThrowAsync<BarrierBrokenException>(again.WaitAsync(Patience));
    }
}

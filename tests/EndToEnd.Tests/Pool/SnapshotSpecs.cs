using System.Runtime.InteropServices;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class SnapshotSpecs : PoolSpecs
{
    [Fact]
    public async Task A_snapshot_shows_workers_processes_jobs_and_memory()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(2);
        await AllReady(pool, 2);
        var jobs = Enumerable.Range(0, 3).Select(_ => pool.RunAsync(Gate.Pass, gate)).ToArray();
        await Until(() => Gate.Waiting(gate) == 2, "two jobs run");
        await Until(() => pool.Snapshot().Workers.All(worker => worker is { Memory: > 0, PeakMemory: > 0 }), "the memory was looked at");
        var look = pool.Snapshot();
        (look.Running, look.Waiting).ShouldBe((2, 1));
        look.Workers.Select(worker => worker.Slot).ShouldBe([0, 1]);
        look.ToString().ShouldContain($"Running = 2, Workers = [{look.Workers[0]}, ");
        look.Workers.ShouldAllBe(worker => worker.Busy && worker.Generation == 1 && !worker.Parked);
        look.Workers.Select(worker => worker.Pid).Order().ShouldBe(LiveWorkers().Order());
        look.Workers.ShouldAllBe(worker => worker.Memory > 10 << 20 && worker.PeakMemory >= worker.Memory / 2);
        Gate.Open(gate);
        var pids = await Task.WhenAll(jobs).WaitAsync(Patience);
        pids.ShouldBeSubsetOf(look.Workers.Select(worker => worker.Pid));
        await Until(
            () => pool.Snapshot() is { Running: 0, Waiting: 0 } now && now.Workers.Sum(worker => worker.Finished) == 3,
            "three jobs count as finished");
    }

    [Fact]
    public async Task A_snapshot_may_be_taken_at_any_time_from_any_thread()
    {
        var pool = await Start(2);
        using var stop = new CancellationTokenSource();
        var looks = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                pool.Snapshot().Workers.Count.ShouldBeLessThanOrEqualTo(4);
        });
        for (var i = 0; i < 200; i++)
            await pool.RunAsync(Arithmetic.Square, i);
        await pool.ResizeAsync(3).WaitAsync(Patience);
        await pool.DisposeAsync().AsTask().WaitAsync(Patience);
        await stop.CancelAsync();
        await looks.WaitAsync(Patience);
        pool.Snapshot().Workers.ShouldBeEmpty();
    }

    // Linux begins the count of a process with what the one had held that started it.
    [Fact]
    public async Task The_most_that_a_worker_has_held_is_not_what_its_parent_has_held()
    {
        const int Held = 600 << 20;
        HoldForAMoment(Held);
        await using var pool = await Start(1);
        await pool.RunAsync(Arithmetic.Square, 2);
        pool.Snapshot().Workers.ShouldHaveSingleItem().PeakMemory.ShouldBeInRange(10L << 20, Held / 2);
    }

    private static unsafe void HoldForAMoment(int bytes)
    {
        var memory = NativeMemory.Alloc((nuint)bytes);
        new Span<byte>(memory, bytes).Fill(1);
        NativeMemory.Free(memory);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pool_that_is_resized_to_and_fro_does_not_pile_up_places(bool busy)
    {
        await using var pool = await Start(2);
        using var stop = new CancellationTokenSource();
        var jobs = busy ? Enumerable.Range(0, 32).Select(_ => KeepBusyAsync(pool, stop.Token)).ToArray() : [];
        var most = 0;
        for (var round = 0; round < 20; round++)
        {
            _ = pool.ResizeAsync(16);
            await Until(() => pool.Snapshot().Workers.Count >= 16, "there are places for sixteen");
            most = Math.Max(most, pool.Snapshot().Workers.Count);
            _ = pool.ResizeAsync(1);
        }
        await pool.ResizeAsync(2).WaitAsync(Patience);
        pool.Snapshot().Workers.Count.ShouldBe(2);
        // Places of processes that end are counted beside those of processes that start.
        most.ShouldBeLessThanOrEqualTo(3 * 16);
        await stop.CancelAsync();
        await Task.WhenAll(jobs).WaitAsync(Patience);
    }

    private static async Task KeepBusyAsync(ProcessPool pool, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            _ = await pool.RunAsync(Arithmetic.Answer, null, CancellationToken.None);
    }

    [Fact]
    public async Task A_pool_grows_and_shrinks()
    {
        await using var pool = await Start(1);
        await pool.ResizeAsync(3).WaitAsync(Patience);
        pool.Workers.ShouldBe(3);
        pool.Snapshot().Workers.Count(worker => worker.State == WorkerState.Ready).ShouldBe(3);
        LiveWorkers().Count.ShouldBe(3);
        await pool.ResizeAsync(1).WaitAsync(Patience);
        pool.Snapshot().Workers.Count.ShouldBe(1);
        await Until(() => LiveWorkers().Count == 1, "the surplus processes are gone");
        (await pool.RunAsync(Arithmetic.Answer)).ShouldBe(42);
        await pool.ResizeAsync(1).WaitAsync(Patience);
    }

    [Fact]
    public async Task Workers_that_are_too_many_finish_their_job_first()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(3);
        await AllReady(pool, 3);
        var jobs = Enumerable.Range(0, 3).Select(_ => pool.RunAsync(Gate.Pass, gate)).ToArray();
        await Until(() => Gate.Waiting(gate) == 3, "three jobs run");
        var smaller = pool.ResizeAsync(1);
        smaller.IsCompleted.ShouldBeFalse();
        Gate.Open(gate);
        await Task.WhenAll(jobs).WaitAsync(Patience);
        await smaller.WaitAsync(Patience);
        pool.Snapshot().Workers.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_pool_that_shrinks_and_grows_at_once_ends_at_the_last_number()
    {
        await using var pool = await Start(2);
        var jobs = Enumerable.Range(0, 50).Select(_ => pool.RunAsync(Work.Sleep, 2)).ToArray();
        var changes = new[] { 4, 1, 3, 2 }.Select(number => pool.ResizeAsync(number)).ToArray();
        await Task.WhenAll(jobs).WaitAsync(Patience);
        await Task.WhenAll(changes).WaitAsync(Patience);
        pool.Workers.ShouldBe(2);
        await Until(() => pool.Snapshot().Workers.Count == 2 && LiveWorkers().Count == 2, "two workers are left");
    }

    [Fact]
    public async Task A_size_out_of_range_or_of_a_closed_pool_is_refused()
    {
        var pool = await Start();
        Should.Throw<ArgumentOutOfRangeException>(() => { _ = pool.ResizeAsync(0); });
        Should.Throw<ArgumentOutOfRangeException>(() => { _ = pool.ResizeAsync(1025); });
        await pool.DisposeAsync();
        Should.Throw<PoolClosedException>(() => { _ = pool.ResizeAsync(2); });
    }
}

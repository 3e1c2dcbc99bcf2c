using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.SharedArrays;

/// <summary>The end of shared arrays: never a crash, and nothing left.</summary>
public sealed class SharedArrayEndSpecs : PoolSpecs
{
    [Fact]
    public async Task After_its_owner_has_disposed_of_it_every_access_everywhere_throws()
    {
        await using var pool = await Start();
        var array = pool.CreateArray<int>(10);
        var slice = array[2..4];
        var memory = array.Memory;
        array[2] = 3;
        await pool.RunAsync(ArrayJobs.Keep, array).WaitAsync(Patience);
        (await pool.RunAsync(ArrayJobs.GetKept, 2).WaitAsync(Patience)).ShouldBe(3);
        array.Dispose();
        array.Dispose();
        array.IsDisposed.ShouldBeTrue();
        Should.Throw<ObjectDisposedException>(() => array[2]);
        Should.Throw<ObjectDisposedException>(() => array.Span.Length);
        Should.Throw<ObjectDisposedException>(() => array.Length);
        Should.Throw<ObjectDisposedException>(() => array.Memory);
        Should.Throw<ObjectDisposedException>(() => array.Resize(10));
        Should.Throw<ObjectDisposedException>(() => slice[0]);
        Should.Throw<ObjectDisposedException>(() => memory.Span.Length);
        Should.Throw<ObjectDisposedException>(() => memory.Pin());
        await Should.ThrowAsync<ObjectDisposedException>(pool.RunAsync(ArrayJobs.GetKept, 2).WaitAsync(Patience));
        await Should.ThrowAsync<ObjectDisposedException>(pool.RunAsync(ArrayJobs.Get, array, 2).WaitAsync(Patience));
    }

    [Fact]
    public async Task A_job_a_map_a_child_and_a_hosted_call_that_are_given_an_ended_array_get_the_same_error()
    {
        await using var pool = await Start();
        await using var counter = await pool.HostAsync(() => new State.Counter(0)).WaitAsync(Patience);
        var array = SharedArray.Create<int>(3);
        var whole = SharedArray.Create<int>(3);
        var (slice, part) = (array[1..2], whole[1..2]);
        array.Dispose();
        part.Dispose();
        foreach (var ended in new[] { array, slice, part })
        {
            await Should.ThrowAsync<ObjectDisposedException>(pool.RunAsync(() => ended.Length).WaitAsync(Patience));
            await Should.ThrowAsync<ObjectDisposedException>(
                pool.MapAsync((SharedArray<int> item) => item.Length, [ended]).WaitAsync(Patience));
            await Should.ThrowAsync<ObjectDisposedException>(counter.RunAsync(_ => ended.Length).WaitAsync(Patience));
            await using var child = ChildProcess.Start(() => ended.Length);
            await Should.ThrowAsync<ObjectDisposedException>(child.Result.WaitAsync(Patience));
        }
        (await pool.RunAsync(() => whole.Length).WaitAsync(Patience)).ShouldBe(3);
        whole.Dispose();
    }

    [Fact]
    public async Task The_end_of_its_pool_is_the_end_of_the_array()
    {
        var pool = await Start();
        var array = pool.CreateArray<int>(10);
        await pool.RunAsync(ArrayJobs.Set, array, 1, 1).WaitAsync(Patience);
        await pool.DisposeAsync();
        Should.Throw<ObjectDisposedException>(() => array[1]);
        Should.Throw<PoolClosedException>(() => pool.CreateArray<int>(1));
        SharedMaps.Everywhere().ShouldBe(0);
        SharedMaps.OwnDescriptors().ShouldBe(0);
    }

    [Fact]
    public async Task A_worker_killed_while_it_writes_leaves_the_array_to_the_others()
    {
        await using var pool = await Start(2);
        using var array = pool.CreateArray<int>(100_000);
        var writing = pool.RunAsync(ArrayJobs.FillWithoutEnd, array);
        await Until(() => array[0] > 100, "it writes");
        ProcessTable.Kill(pool.Snapshot().Workers.Single(worker => worker.Jobs > 0).Pid);
        await Should.ThrowAsync<WorkerLostException>(writing.WaitAsync(Patience));
        array[0].ShouldBeGreaterThan(100);
        await pool.RunAsync(ArrayJobs.Set, array, 5, -5).WaitAsync(Patience);
        array[5].ShouldBe(-5);
        array.Dispose();
        await Until(() => SharedMaps.Everywhere() == 0, "the memory is given back");
    }

    [Fact]
    public async Task A_running_job_keeps_its_elements_until_it_ends_and_an_idle_worker_keeps_none()
    {
        await using var pool = await Start();
        var gate = Path.Combine(Scratch(), "gate");
        var array = SharedArray.Create<int>(1000);
        array[^1] = 42;
        var reading = pool.RunAsync(ArrayJobs.ReadUntil, array, gate);
        await Until(() => File.Exists(gate + ".pid"), "it reads");
        array.Dispose();
        SharedMaps.Of(Environment.ProcessId).ShouldBe(0);
        await Task.Delay(600); // Longer than the look that gives back what nobody uses: not a wait for something.
        Gate.Open(gate);
        (await reading.WaitAsync(Patience)).ShouldBe(42);
        await Until(() => SharedMaps.Everywhere() == 0, "the worker has let go of it");
    }

    [Fact]
    public async Task A_worker_that_has_kept_an_array_gives_it_back_when_the_owner_ends_it()
    {
        await using var pool = await Start();
        using var array = SharedArray.Create<int>(1000);
        await pool.RunAsync(ArrayJobs.Keep, array).WaitAsync(Patience);
        await pool.RunAsync(() => { GC.Collect(); GC.WaitForPendingFinalizers(); }).WaitAsync(Patience);
        array[7] = 7;
        (await pool.RunAsync(ArrayJobs.GetKept, 7).WaitAsync(Patience)).ShouldBe(7);
        array.Dispose();
        await Until(() => SharedMaps.Everywhere() == 0, "the idle worker has given it back");
    }

    [Fact]
    public async Task A_worker_that_has_not_kept_an_array_gives_it_back_though_its_owner_lives()
    {
        await using var pool = await Start();
        using var array = SharedArray.Create<int>(1000);
        var worker = await pool.RunAsync(ArrayJobs.Set, array, 1, 1).WaitAsync(Patience);
        await Until(
            () =>
            {
                pool.RunAsync(() => { GC.Collect(); GC.WaitForPendingFinalizers(); }).Wait(Patience).ShouldBeTrue();
                return SharedMaps.Of(worker) == 0;
            },
            "the worker has no mapping");
        (await pool.RunAsync(ArrayJobs.Get, array, 1).WaitAsync(Patience)).ShouldBe(1);
    }

    [Fact]
    public void A_span_kept_past_the_end_shows_zeros_and_does_not_crash()
    {
        var array = SharedArray.Create<int>(100_000);
        var span = array.Span;
        ref var last = ref array[99_999];
        span.Fill(7);
        array.Dispose();
        span.ToArray().ShouldAllBe(value => value == 0);
        last = 5;
        span[^1].ShouldBe(5);
        using var next = SharedArray.Create<int>(100_000);
        next[99_999].ShouldBe(0);
    }

    [Fact]
    public async Task Who_pins_the_memory_has_it_until_he_lets_go()
    {
        var array = SharedArray.Create<byte>(10_000);
        array.Span.Fill(9);
        var held = array.Memory[100..].Pin();
        array.Dispose();
        SharedMaps.Of(Environment.ProcessId).ShouldBe(1);
        Read(held).ShouldBe((byte)9);
        held.Dispose();
        SharedMaps.Of(Environment.ProcessId).ShouldBe(0);

        using var whole = SharedArray.Create<byte>(1 << 20);
        var path = Path.Combine(Scratch(), "bytes");
        await File.WriteAllBytesAsync(path, Enumerable.Repeat((byte)3, 1 << 20).ToArray());
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous);
        await file.ReadExactlyAsync(whole.Memory);
        whole.Span.IndexOfAnyExcept((byte)3).ShouldBe(-1);

        static unsafe byte Read(System.Buffers.MemoryHandle handle) => *(byte*)handle.Pointer;
    }

    [Fact]
    public async Task Threads_that_use_an_array_while_another_disposes_of_it_are_told_and_never_crash()
    {
        for (var round = 0; round < 100; round++)
        {
            var array = SharedArray.Create<long>(50_000);
            using var running = new Barrier(4);
            var users = Enumerable.Range(0, 3).Select(i => Task.Factory.StartNew(() => Use(i), TaskCreationOptions.LongRunning)).ToList();
            running.SignalAndWait(Patience);
            array.Dispose();
            foreach (var user in users)
                await Should.ThrowAsync<ObjectDisposedException>(user.WaitAsync(Patience));

            void Use(int way)
            {
                running.SignalAndWait(Patience);
                while (true)
                {
                    if (way == 0)
                        array.Span.Fill(1);
                    else if (way == 1)
                        Interlocked.Increment(ref array[49_999]);
                    else
                        array.Memory.Pin().Dispose();
                }
            }
        }
        SharedMaps.Of(Environment.ProcessId).ShouldBe(0);
        SharedMaps.OwnDescriptors().ShouldBe(0);
    }

    [Fact]
    public async Task An_index_of_an_array_that_ends_at_that_moment_is_never_called_a_bad_one()
    {
        var (current, done) = (SharedArray.Create<int>(10), false);
        // Two look without a pause: of so many ends some come between the look whether it lives and the look at its length.
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning)).ToList();
        for (var round = 0; round < 5_000 && !readers.Exists(reader => reader.IsFaulted); round++)
        {
            var ended = current;
            Volatile.Write(ref current, SharedArray.Create<int>(10));
            ended.Dispose();
        }
        Volatile.Write(ref done, true);
        await Task.WhenAll(readers).WaitAsync(Patience);
        current.Dispose();

        void Read()
        {
            var array = Volatile.Read(ref current);
            while (!Volatile.Read(ref done))
            {
                try
                {
                    _ = array[9];
                }
                catch (ObjectDisposedException)
                {
                    array = Volatile.Read(ref current);
                }
            }
        }
    }

    [Fact]
    public void Arrays_can_be_made_and_ended_without_end()
    {
        // More than the maps that the system lets a process have.
        for (var round = 0; round < 70_000; round++)
        {
            using var array = SharedArray.Create<int>(1 + (round % 5000));
            array[0] = round;
        }
        SharedMaps.OwnDescriptors().ShouldBe(0);
        File.ReadLines("/proc/self/maps").Count().ShouldBeLessThan(30_000);
    }

    [Fact]
    public async Task After_many_arrays_no_map_and_no_descriptor_is_left()
    {
        await using var pool = await Start(2);
        for (var round = 0; round < 100; round++)
        {
            using var array = pool.CreateArray<int>(100_000);
            await Task.WhenAll(pool.RunAsync(ArrayJobs.Set, array, 1, 1), pool.RunAsync(ArrayJobs.Set, array[50..], 2, 2))
                .WaitAsync(Patience);
            (array[1], array[52]).ShouldBe((1, 2));
        }
        SharedMaps.OwnDescriptors().ShouldBe(0);
        await Until(() => SharedMaps.Everywhere() == 0, "all memory is given back");
    }
}

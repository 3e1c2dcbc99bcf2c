using System.Diagnostics;
using System.Runtime.CompilerServices;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class LoadSpecs : PoolSpecs
{
    [Fact]
    public async Task Sixteen_threads_that_submit_cancel_resize_and_dispose_leave_no_job_without_an_outcome()
    {
        var pool = await Start(new ProcessPoolOptions
        {
            Workers = 2,
            GracePeriod = TimeSpan.FromMilliseconds(50),
            DrainTimeout = TimeSpan.FromMilliseconds(200)
        });
        var ended = 0;
        var threads = Enumerable.Range(0, 16).Select(number => Task.Factory.StartNew(
            () => Use(pool, number, ref ended),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        await Until(() => Volatile.Read(ref ended) > 300, "the threads are at work");
        await pool.DisposeAsync().AsTask().WaitAsync(Patience);
        await Task.WhenAll(threads).WaitAsync(Patience);
    }

    /// <summary>Uses the pool until it is closed; each job must end somehow.</summary>
    private static void Use(ProcessPool pool, int number, ref int ended)
    {
        var random = new Random(number);
        try
        {
            while (true)
            {
                var handles = Enumerable.Range(0, 10).Select(_ => pool.Submit(Work.Sleep, random.Next(3))).ToList();
                handles[random.Next(10)].Cancel();
                if (number == 0)
                    _ = pool.ResizeAsync(1 + random.Next(3)).ContinueWith(done => done.Exception, TaskScheduler.Default);
                if (!Task.WhenAll(handles.Select(handle => handle.Task.ContinueWith(task => task.Exception, TaskScheduler.Default)))
                    .Wait(Patience))
                {
                    throw new TimeoutException($"a job never ended: {string.Join(", ", handles.Select(handle => handle.State))}");
                }

                Interlocked.Add(ref ended, 10);
            }
        }
        catch (PoolClosedException)
        {
            // The pool was disposed by the spec: the thread is done.
        }
    }

    [Fact]
    public async Task Twenty_pools_one_after_another_give_back_handles_threads_and_processes()
    {
        await Cycle();
        await Cycle();
        var (handles, threads) = Held();
        for (var i = 0; i < 20; i++)
            await Cycle();
        // Threads end a moment after what they worked for; the thread pool's own come and go.
        await Until(
            () => Held() is var now && now.Handles <= handles + 8 && now.Threads <= threads + 12,
            $"handles and threads are about {handles} and {threads} again");
        Children.Of(Environment.ProcessId).ShouldNotContain(child => child.State == 'Z');

        static async Task Cycle()
        {
            await using var pool = await Start(2);
            (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
        }

        static (int Handles, int Threads) Held() =>
            (Directory.GetFiles("/proc/self/fd").Length, Directory.GetDirectories("/proc/self/task").Length);
    }

    [Fact]
    public async Task An_ended_job_holds_neither_its_argument_nor_its_result()
    {
        await using var pool = await Start();
        using var longLived = new CancellationTokenSource();
        var (argument, result) = await RunAndForget(pool, longLived.Token);
        await pool.RunAsync(Arithmetic.Answer);
        await Until(() =>
        {
            GC.Collect();
            return !argument.IsAlive && !result.IsAlive;
        }, "argument and result are collected");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(WeakReference Argument, WeakReference Result)> RunAndForget(ProcessPool pool, CancellationToken token)
    {
        var argument = new byte[100_000];
        var result = await pool.RunAsync(Echo, argument, cancellationToken: token);
        return (new WeakReference(argument), new WeakReference(result));
    }

    private static byte[] Echo(byte[] bytes) => bytes;

    [Fact]
    public async Task A_million_queued_jobs_take_bounded_memory_and_give_it_back()
    {
        await using var pool = await Start(2);
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => pool.RunAsync(Work.Same, i))).WaitAsync(Patience);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        var jobs = new Task<int>[1_000_000];
        for (var i = 0; i < jobs.Length; i++)
            jobs[i] = pool.RunAsync(Work.Same, i);
        (GC.GetTotalMemory(forceFullCollection: false) - before).ShouldBeLessThan(700L << 20);
        var sum = (await Task.WhenAll(jobs).WaitAsync(2 * Patience)).Sum(value => (long)value);
        sum.ShouldBe((jobs.Length - 1L) * jobs.Length / 2);
        jobs = [];
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(64L << 20);
        clock.Elapsed.ShouldBeLessThan(2 * Patience);
    }
}

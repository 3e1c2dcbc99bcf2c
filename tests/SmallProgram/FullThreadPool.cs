using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Troupe.Tests.SmallProgram;

/// <summary>
/// A program whose thread pool is full for good, and whose own thread asks for one thing that a pool has promised: "full deadline" prints
/// what became of it, and how many milliseconds it took.
/// </summary>
internal static partial class FullThreadPool
{
    private const int Threads = 8;
    private const int Blocked = 64;
    private const int Stop = 19;

    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(40);

    public static int Run(string what)
    {
        var promise = Promises()[what];
        var pool = Get(ProcessPool.StartAsync(new ProcessPoolOptions
        {
            Workers = 1,
            DrainTimeout = TimeSpan.FromSeconds(1),
            EnableDiagnostics = what == "deadline-with-stacks",
            OutputMode = OutputMode.Drop,
        }));
        Fill();
        var clock = Stopwatch.StartNew();
        Console.WriteLine(Tell(() => promise(pool)));
        Console.WriteLine(clock.ElapsedMilliseconds);
        return 0;
    }

    /// <summary>Nothing that is queued to the thread pool runs any more.</summary>
    internal static void Fill()
    {
        ThreadPool.SetMinThreads(Threads, Threads);
        ThreadPool.SetMaxThreads(Threads, Threads);
        var begun = 0;
        for (var item = 0; item < Blocked; item++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ =>
            {
                Interlocked.Increment(ref begun);
                Thread.Sleep(Timeout.Infinite);
            }, null);
        }
        SpinWait.SpinUntil(() => Volatile.Read(ref begun) == Threads);
    }

    private static Dictionary<string, Func<ProcessPool, object>> Promises() => new()
    {
        ["deadline"] = pool => Get(pool.RunAsync(Sleep, Limit())),
        ["deadline-with-progress"] = pool => Get(pool.RunAsync(Sleep, Limit().WithProgress(new Progress<int>()))),
        ["deadline-with-stacks"] = pool => Get(pool.RunAsync(Sleep, Limit())),
        ["queue-time"] = pool => Busy(pool, () => pool.RunAsync(Double, 1, new JobOptions { QueueTimeout = TimeSpan.FromSeconds(0.5) })),
        ["crash"] = pool => Get(pool.RunAsync(Exit)),
        ["stopped"] = pool => Get(pool.RunAsync(StopItself)),
        ["next-job"] = pool => $"{Tell(() => Get(pool.RunAsync(Exit)))}, then {Get(pool.RunAsync(Double, 21))}",
        ["retry"] = pool => Get(pool.RunAsync(ExitOnce, Path.GetTempFileName(), new JobOptions { Retry = Retry() })),
        ["map"] = pool => Get(pool.MapAsync(Double, Enumerable.Range(0, 2_000), new MapOptions { ChunkSize = 10 })).Sum(),
        ["map-retry"] = pool => Get(
            pool.MapAsync(ExitOnce, [Path.GetTempFileName(), "", ""], new MapOptions { ChunkSize = 1, Retry = Retry() })).Sum(),
        ["cancel"] = Cancel,
        ["many"] = pool => Enumerable.Range(0, 20_000).Select(number => pool.RunAsync(Double, number)).ToList().Sum(Get),
        ["resize"] = pool => { Get(pool.ResizeAsync(3)); Get(pool.ResizeAsync(1)); return pool.Snapshot().Workers.Count; },
        ["drain"] = pool => { _ = pool.RunAsync(Double, 1); Get(pool.WaitForDrainAsync()); return "drained"; },
        ["dispose"] = pool => Busy(pool, () => pool.DisposeAsync().AsTask()),
        ["dispose-idle"] = pool => { Get(pool.DisposeAsync().AsTask()); return "disposed"; },
        ["kill"] = pool => Busy(pool, pool.KillAsync),
        ["start"] = _ => Get(Get(ProcessPool.StartAsync(1)).RunAsync(Double, 4)),
        ["start-timeout"] = _ => Get(ProcessPool.StartAsync(
            new ProcessPoolOptions { Workers = 1, Initializer = SleepAtStart, StartTimeout = TimeSpan.FromSeconds(1) })).Workers,
        ["child"] = _ => { var child = ChildProcess.Start(Exit); return $"{Get(child.WaitForExitAsync())} {child.ExitCode}"; },
        ["hosted"] = pool =>
        {
            var host = Get(pool.HostAsync(() => new Counter())); var count = Get(
            host.RunAsync(counter => counter.Add())); Get(host.DisposeAsync().AsTask()); return count;
        },
    };

    private static string Busy(ProcessPool pool, Func<Task> ask)
    {
        var running = pool.RunAsync(Sleep);
        SpinWait.SpinUntil(() => pool.Snapshot().Running > 0);
        Get(ask());
        return running.IsCompleted ? $"the job is {running.Status}" : "the job runs";
    }

    private static string Cancel(ProcessPool pool)
    {
        using var source = new CancellationTokenSource();
        var running = pool.RunAsync(Sleep, cancellationToken: source.Token);
        SpinWait.SpinUntil(() => pool.Snapshot().Running > 0);
        source.Cancel();
        Get(running);
        return "ran";
    }

    private static JobOptions Limit() => new() { Timeout = TimeSpan.FromSeconds(1) };

    private static RetryPolicy Retry() => RetryPolicy.OnWorkerLoss(2).WithBackoff(TimeSpan.FromMilliseconds(100));

    /// <summary>Waits on this thread, which is the program's own.</summary>
    internal static T Get<T>(Task<T> task)
    {
        Get((Task)task);
        return task.Result;
    }

    internal static void Get(Task task)
    {
        if (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(s_hang))
            throw new TimeoutException("It hangs.");
        task.GetAwaiter().GetResult();
    }

    private static string Tell(Func<object> what)
    {
        try
        {
            return $"{what()}";
        }
        catch (Exception error)
        {
            return error.GetType().Name;
        }
    }

    public static int Sleep()
    {
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    public static void SleepAtStart() => Thread.Sleep(Timeout.Infinite);

    public static int Double(int number) => 2 * number;

    public static int Exit()
    {
        Environment.Exit(7);
        return 0;
    }

    /// <summary>Ends its process when it is called with this file for the first time.</summary>
    public static int ExitOnce(string file)
    {
        if (!File.Exists(file))
            return 1;
        File.Delete(file);
        return Exit();
    }

    public static int StopItself()
    {
        _ = Signal(Environment.ProcessId, Stop);
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int pid, int signal);

    public sealed class Counter
    {
        private int _count;

        public int Add() => ++_count;
    }
}

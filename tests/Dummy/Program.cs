namespace Troupe.Tests.Dummy;

/// <summary>A program with a pool, to be killed from outside or to end in its own careless way.</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return args switch
        {
            ["hold", var folder] => await HoldAsync(folder).ConfigureAwait(false),
            ["share", var folder] => await ShareAsync(folder).ConfigureAwait(false),
            ["end", var folder] => await EndAsync(folder).ConfigureAwait(false),
            ["tell", var folder] => await TellAsync(folder).ConfigureAwait(false),
            ["start", _] => await StartAsync().ConfigureAwait(false),
            ["files", _] => await FewFiles.RunAsync().ConfigureAwait(false),
            ["group", var folder] => await SmallGroup.RunAsync(folder).ConfigureAwait(false),
            ["ends", var when] => await Ends.RunAsync(when).ConfigureAwait(false),
            ["drain", var folder] => await Drain.RunAsync(folder).ConfigureAwait(false),
            ["forget-child", var folder] => await ForgetChildAsync(folder).ConfigureAwait(false),
            ["forget", var folder] => await ForgetAsync(folder).ConfigureAwait(false),
            _ => 64,
        };
    }

    /// <summary>Starts a pool of three and prints how many were ready, or why it could not be started, on one line.</summary>
    private static async Task<int> StartAsync()
    {
        try
        {
            await using var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 3, OutputMode = OutputMode.Drop })
                .ConfigureAwait(false);
            for (var look = 0; look < 4000 && pool.Snapshot().Workers.Any(worker => worker.State != WorkerState.Ready); look++)
                await Task.Delay(5).ConfigureAwait(false);
            Console.WriteLine($"ready {pool.Snapshot().Workers.Count(worker => worker.State == WorkerState.Ready)}, "
                + $"{await pool.RunAsync(Work.Add, 2, 3).ConfigureAwait(false)}");
            return 0;
        }
        catch (Exception error)
        {
            Console.WriteLine($"{error.GetType().Name}: {error.Message.ReplaceLineEndings("|")}");
            return 1;
        }
    }

    /// <summary>A pool with one busy worker that has a child, one idle and one that never gets ready; prints the grandchild's id and
    /// waits.</summary>
    private static async Task<int> HoldAsync(string folder)
    {
        var marker = Path.Join(folder, "start");
        var options = new ProcessPoolOptions { Workers = 3, Initializer = () => Starts.HangAfter(2, marker), OutputMode = OutputMode.Drop };
        Console.WriteLine("starting");
        var pool = await ProcessPool.StartAsync(options).ConfigureAwait(false);
        var busy = new TaskCompletionSource<int>();
        var job = pool.Submit(Work.LeaveGrandchildAndHold, options: JobOptions.Default.WithProgress(new First(busy)));
        Console.WriteLine($"grandchild {await busy.Task.ConfigureAwait(false)}");
        while (pool.Snapshot().Workers.Count(worker => worker.State == WorkerState.Ready) < 2 || !File.Exists(marker + ".later"))
            await Task.Delay(5).ConfigureAwait(false);
        Console.WriteLine("ready");
        return await job.Task.ConfigureAwait(false);
    }

    /// <summary>A shared array that two busy workers and two children have, one of them with its function done and a thread left.</summary>
    private static async Task<int> ShareAsync(string folder)
    {
        var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 2, OutputMode = OutputMode.Drop }).ConfigureAwait(false);
        var array = pool.CreateArray<int>(100_000);
        var quiet = new ChildProcessOptions { OutputMode = OutputMode.Drop };
        var holders = Enumerable.Range(0, 2).Select(index => pool.RunAsync(Sharing.Hold, array, index)).ToList();
        _ = ChildProcess.Start(Sharing.Hold, array, 2, quiet);
        await ChildProcess.Start(Sharing.LeaveThread, array, 3, quiet).Completion.ConfigureAwait(false);
        while (array.Span[..4].Contains(0))
            await Task.Delay(5).ConfigureAwait(false);
        Console.WriteLine("ready");
        await Task.WhenAll(holders).ConfigureAwait(false);
        return folder.Length;
    }

    /// <summary>A pool that is disposed while code at its worker's exit holds the worker up; prints once the worker is about to end, and
    /// waits.</summary>
    private static async Task<int> EndAsync(string folder)
    {
        var ending = Path.Join(folder, "ending");
        var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 1, OutputMode = OutputMode.Drop }).ConfigureAwait(false);
        await pool.RunAsync(Starts.HangAtExit, ending).ConfigureAwait(false);
        var end = pool.DisposeAsync();
        while (!File.Exists(ending))
            await Task.Delay(5).ConfigureAwait(false);
        Console.WriteLine("ending");
        await end.ConfigureAwait(false);
        return 0;
    }

    /// <summary>A pool whose workers have diagnostics files in the folder; waits.</summary>
    private static async Task<int> TellAsync(string folder)
    {
        var options = new ProcessPoolOptions
        {
            Workers = 1,
            EnableDiagnostics = true,
            Environment = { ["TMPDIR"] = folder },
            OutputMode = OutputMode.Drop
        };
        await using var pool = await ProcessPool.StartAsync(options).ConfigureAwait(false);
        Console.WriteLine("ready");
        return await pool.RunAsync(Work.HoldUntil, Path.Join(folder, "never")).ConfigureAwait(false);
    }

    /// <summary>Ends without disposing the pool, while jobs run and fail that nobody waits for.</summary>
    private static async Task<int> ForgetAsync(string folder)
    {
        var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 2, OutputMode = OutputMode.Drop }).ConfigureAwait(false);
        var busy = new TaskCompletionSource<int>();
        _ = pool.RunAsync(Work.Die, Death.Throw);
        _ = pool.Submit(Work.HoldUntil, Path.Join(folder, "never"), options: JobOptions.Default.WithProgress(new First(busy)));
        Console.WriteLine($"busy {await busy.Task.ConfigureAwait(false)}");
        return 5;
    }

    /// <summary>Ends in order while a child process of its own runs.</summary>
    private static async Task<int> ForgetChildAsync(string folder)
    {
        var runs = Path.Join(folder, "runs");
        var child = ChildProcess.Start(MarkAndHold, runs, new ChildProcessOptions { OutputMode = OutputMode.Drop });
        while (!File.Exists(runs))
            await Task.Delay(5).ConfigureAwait(false);
        Console.WriteLine($"child {child.Pid}");
        return 6;
    }

    public static void MarkAndHold(string path)
    {
        File.WriteAllText(path, "");
        Thread.Sleep(Timeout.Infinite);
    }

    private sealed class First(TaskCompletionSource<int> seen) : IProgress<int>
    {
        public void Report(int value) => seen.TrySetResult(value);
    }
}

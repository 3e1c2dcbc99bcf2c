using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Troupe.Tests.Dummy;

/// <summary>Tells how its worker ended, and after how long: for runs in which SIGCHLD is ignored.</summary>
internal static partial class Ends
{
    private const int ChildSignal = 17;

    /// <summary>"first": the pool is the first to start a process; "second": the program has started one before; "later": it ignores the
    /// signal once the pool is there.</summary>
    public static async Task<int> RunAsync(string when)
    {
        if (when == "second")
            Process.Start("true").Dispose();
        var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 1, OutputMode = OutputMode.Drop }).ConfigureAwait(false);
        _ = await pool.RunAsync(() => 1).ConfigureAwait(false);
        if (when == "later")
            _ = SetHandling(ChildSignal, 1);
        var clock = Stopwatch.StartNew();
        try
        {
            _ = await pool.RunAsync(Exit).ConfigureAwait(false);
        }
        catch (WorkerLostException lost)
        {
            Console.WriteLine($"lost {lost.ExitCode ?? -1}");
            Console.WriteLine($"after {clock.ElapsedMilliseconds}");
            Console.WriteLine($"said {lost.Message}");
        }
        // A process that a job starts has its end told as well.
        Console.WriteLine($"nested {await pool.RunAsync(ExitOfProcess).ConfigureAwait(false)}");
        clock.Restart();
        await pool.DisposeAsync().ConfigureAwait(false);
        Console.WriteLine($"disposed {clock.ElapsedMilliseconds}");
        return 0;
    }

    private static int Exit()
    {
        Environment.Exit(7);
        return 0;
    }

    private static int ExitOfProcess()
    {
        using var process = Process.Start("sh", ["-c", "exit 3"]);
        return process.WaitForExit(5000) ? process.ExitCode : -1;
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SetHandling(int signal, nint handling);
}

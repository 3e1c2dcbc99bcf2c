using Microsoft.Extensions.Logging;

namespace Troupe.Tests.SmallProgram;

/// <summary>Ends of a program that come before those of what it has started.</summary>
internal static class Leaving
{
    public static async Task<int> Run(string what, ILoggerFactory log)
    {
        if (what == "child")
        {
            _ = ChildProcess.Start(Sleep, new ChildProcessOptions { LoggerFactory = log });
            return 0;
        }
        var pool = await ProcessPool.StartAsync(
            new ProcessPoolOptions { Workers = 1, DrainTimeout = TimeSpan.FromMilliseconds(100), LoggerFactory = log });
        if (what == "idle")
            return await pool.RunAsync(Program.Add, 0, 0);
        _ = pool.RunAsync(Sleep);
        SpinWait.SpinUntil(() => pool.Snapshot().Running == 1);
        for (var waiting = 0; waiting < 3; waiting++)
            _ = pool.RunAsync(Sleep);
        if (what == "dispose")
            await pool.DisposeAsync();
        return 0;
    }

    public static int Sleep()
    {
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}

using System.Runtime.InteropServices;

namespace Troupe.Tests.Dummy;

/// <summary>A pool in a control group with little memory, as a container is one.</summary>
internal static class SmallGroup
{
    /// <summary>Goes into the group, and prints what becomes of a job that takes more than there is, killed by the kernel or by the
    /// pool.</summary>
    public static async Task<int> RunAsync(string group)
    {
        await File.WriteAllTextAsync(Path.Join(group, "cgroup.procs"), "0").ConfigureAwait(false);
        // More than is left for the worker: the largest process, which the kernel would take.
        Take(190, TimeSpan.Zero);
        await TellAsync(new ProcessPoolOptions { Workers = 1, OutputMode = OutputMode.Drop }).ConfigureAwait(false);
        await TellAsync(new ProcessPoolOptions { Workers = 1, OutputMode = OutputMode.Drop, HardMemoryLimit = MemoryLimit.OfShare(0.3) })
            .ConfigureAwait(false);
        try
        {
            await using var refused = await ProcessPool.StartAsync(new ProcessPoolOptions { HardMemoryLimit = MemoryLimit.OfShare(0.1) })
                .ConfigureAwait(false);
        }
        catch (ArgumentException error)
        {
            await Console.Out.WriteLineAsync(error.Message.ReplaceLineEndings("|")).ConfigureAwait(false);
        }
        return 0;
    }

    /// <summary>Takes memory that the runtime's own limit does not count, slowly enough to be looked at.</summary>
    public static int TakeNative(int mebibytes)
    {
        Take(mebibytes, TimeSpan.FromMilliseconds(5));
        Thread.Sleep(Timeout.Infinite);
        return mebibytes;
    }

    private static unsafe void Take(int mebibytes, TimeSpan pause)
    {
        for (var taken = 0; taken < mebibytes; taken++)
        {
            new Span<byte>(NativeMemory.Alloc(1 << 20), 1 << 20).Fill(1);
            Thread.Sleep(pause);
        }
    }

    private static async Task TellAsync(ProcessPoolOptions options)
    {
        await using var pool = await ProcessPool.StartAsync(options).ConfigureAwait(false);
        await TellAsync(pool.RunAsync(TakeNative, 900)).ConfigureAwait(false);
        // One that is killed by hand has not died for memory.
        await TellAsync(pool.RunAsync(Work.Die, Death.Kill)).ConfigureAwait(false);
    }

    private static async Task TellAsync(Task job)
    {
        try
        {
            await job.ConfigureAwait(false);
        }
        catch (WorkerLostException error)
        {
            var what = $"{error.GetType().Name} {error.Reason} {error.SignalName}";
            await Console.Out.WriteLineAsync($"{what}: {error.Message}").ConfigureAwait(false);
        }
    }
}

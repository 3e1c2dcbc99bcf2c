using System.Runtime.InteropServices;

namespace Troupe.Tests.Dummy;

/// <summary>A server app: when it is asked to stop it finishes what it has accepted, and only then ends.</summary>
internal static class Drain
{
    /// <summary>Accepts two jobs that run and two that wait, prints the workers, and ends in order when it is told to stop.</summary>
    public static async Task<int> RunAsync(string folder)
    {
        var stop = new TaskCompletionSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        var open = Path.Join(folder, "open");
        await using var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 2, OutputMode = OutputMode.Drop })
            .ConfigureAwait(false);
        var jobs = Enumerable.Range(0, 4).Select(index => pool.RunAsync(Finish, Path.Join(folder, $"{index}"), open)).ToList();
        while (Directory.EnumerateFiles(folder).Count() < 2)
            await Task.Delay(5).ConfigureAwait(false);
        Console.WriteLine("ready");
        await stop.Task.ConfigureAwait(false);
        Console.WriteLine("stopping");
        try
        {
            Console.WriteLine($"finished {(await Task.WhenAll(jobs).ConfigureAwait(false)).Sum()}");
        }
        catch (WorkerLostException lost)
        {
            Console.WriteLine($"lost {lost.Message}");
        }
        return 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }
    }

    /// <summary>Notes that it runs, and ends once it may.</summary>
    private static int Finish(string note, string open)
    {
        File.WriteAllText(note, "");
        while (!File.Exists(open))
            Thread.Sleep(5);
        return 1;
    }
}

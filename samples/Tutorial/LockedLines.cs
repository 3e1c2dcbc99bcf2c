using System.Globalization;

namespace Troupe.Samples.Tutorial;

/// <summary>Four processes write to one file in pieces, and a lock keeps their lines whole: Lock(), acquire, release.</summary>
public static class LockedLines
{
    public static async Task RunAsync()
    {
        var file = Path.GetTempFileName();
        try
        {
            // On the console no lock is needed, as in the tutorial: there lines of different workers never mix.
            await using var guard = ProcessLock.Create();
            var children = Enumerable.Range(0, 4).Select(number => ChildProcess.Start(GreetAsync, guard, file, number)).ToList();
            foreach (var child in children)
            {
                await child.Completion;
                await child.DisposeAsync();
            }

            Console.Write(await File.ReadAllTextAsync(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task GreetAsync(ProcessLock guard, string file, int number)
    {
        // Should a holder die, the next one gets the lock all the same, and Abandoned is true.
        await using var lease = await guard.AcquireAsync();
        foreach (var piece in new[] { "hello ", "world ", number.ToString(CultureInfo.InvariantCulture), "\n" })
        {
            await File.AppendAllTextAsync(file, piece);
            await Task.Delay(5);
        }
    }
}

using System.Diagnostics;
using Troupe.Control;

namespace Troupe.Tests.SmallProgram;

/// <summary>What the actor system costs its program.</summary>
internal static class ActorCosts
{
    /// <summary>Milliseconds of processor time and MB that it takes, and what it loads.</summary>
    public static async Task<int> MakingAsync()
    {
        Console.WriteLine($"memory before {Environment.WorkingSet >> 20}");
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        _ = await SharedActorSystem.OfProcess.UseAsync();
        Console.WriteLine($"made {clock.ElapsedMilliseconds} {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds:0}");
        Console.WriteLine($"memory after {Environment.WorkingSet >> 20}");
        clock.Restart();
        _ = LocalActorSystem.Create(TimeProvider.System);
        Console.WriteLine($"second {clock.ElapsedMilliseconds}");
        _ = await ActorProgram.UseAsync();
        Console.WriteLine($"memory used {Environment.WorkingSet >> 20}");
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            Console.WriteLine($"loaded {assembly.GetName().Name}");
        return 0;
    }

    /// <summary>
    /// The percentage of a core that it takes, over stretches of two seconds until it is little: at first the JIT is at work.
    /// </summary>
    public static async Task<int> IdleAsync()
    {
        _ = await ActorProgram.UseAsync();
        var least = double.MaxValue;
        for (var stretch = 0; stretch < 15 && least >= 0.3; stretch++)
        {
            var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            Thread.Sleep(2_000);
            least = Math.Min(least, 100 * (Environment.CpuUsage.TotalTime - cpu) / clock.Elapsed);
        }
        Console.WriteLine(FormattableString.Invariant($"{least:0.00}"));
        return 0;
    }

    /// <summary>
    /// How many threads there are after the first system of ten, and after the last, without those that .NET adds and ends itself.
    /// </summary>
    public static async Task<int> TenAsync()
    {
        for (var time = 1; time <= 10; time++)
        {
            var use = await ActorProgram.UseAsync();
            if (!await use.EndAsync(ActorProgram.Bound))
                return 1;
            if (time is 1 or 10)
                Console.WriteLine(Threads());
        }
        return 0;
    }

    internal static int Threads() =>
        Directory.GetDirectories("/proc/self/task").Count(task => !NameOf(task).StartsWith(".NET", StringComparison.Ordinal));

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm"));
        }
        catch (IOException)
        {
            return ".NET, and gone";
        }
    }
}

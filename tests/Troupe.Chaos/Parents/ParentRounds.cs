using System.Diagnostics;
using Troupe.Chaos.Checking;

namespace Troupe.Chaos.Parents;

/// <summary>I13: a program with a busy pool is killed; nothing it started may be alive 2 s later.</summary>
internal static class ParentRounds
{
    private const string Variable = "TROUPE_CHAOS_PARENT";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_startTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    public static async Task<Finding> RunAsync(int rounds, int seed)
    {
        var random = new Random(seed);
        var violations = new List<string>();
        var longest = TimeSpan.Zero;
        for (var round = 0; round < rounds; round++)
        {
            // Some are killed while they start, at any moment of it; the others once all workers are busy.
            var early = round % 3 == 2 ? TimeSpan.FromMilliseconds(random.Next(300)) : (TimeSpan?)null;
            var (took, left) = await RoundAsync($"{Environment.ProcessId}-{seed}-{round}", early);
            longest = took > longest ? took : longest;
            if (left.Count > 0)
                violations.Add($"round {round}: {s_limit.TotalSeconds} s after the parent's end there are still {string.Join("; ", left)}");
        }
        return new Finding(
            "I13",
            "a killed parent leaves no process after 2 s",
            rounds,
            violations,
            $"longest {longest.TotalMilliseconds:0} ms");
    }

    private static async Task<(TimeSpan Took, IReadOnlyList<string> Left)> RoundAsync(string mark, TimeSpan? early)
    {
        using var parent = Process.Start(Start(mark))!;
        if (early is { } moment)
        {
            await Task.Delay(moment);
        }
        else if (!await IsReadyAsync(parent))
        {
            ProcessTable.Kill(parent.Id);
            return (TimeSpan.Zero, ["no pool, since the program did not come to hold one"]);
        }
        var clock = Stopwatch.StartNew();
        ProcessTable.Kill(parent.Id);
        IReadOnlyList<int> left;
        TimeSpan looked;
        do
        {
            await Task.Delay(s_look);
            // The scan itself takes a while: what it finds was alive when it began, or later.
            looked = clock.Elapsed;
            left = ProcessTable.WithEnvironment($"{Variable}={mark}");
        }
        while (left.Count > 0 && looked < s_limit);
        var described = left.Select(ProcessTable.Describe).ToList();
        foreach (var pid in left)
            ProcessTable.Kill(pid);
        await parent.WaitForExitAsync();
        return (looked, described);
    }

    private static async Task<bool> IsReadyAsync(Process parent)
    {
        try
        {
            return await parent.StandardOutput.ReadLineAsync().WaitAsync(s_startTime) == ParentProgram.Ready;
        }
        catch (TimeoutException)
        {
            return false; // Told as a violation: what the load of the run has shown is to be read all the same.
        }
    }

    private static ProcessStartInfo Start(string mark)
    {
        var path = Environment.ProcessPath!;
        var start = new ProcessStartInfo(path)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { [Variable] = mark }
        };
        if (Path.GetFileNameWithoutExtension(path) == "dotnet")
            start.ArgumentList.Add(typeof(ParentRounds).Assembly.Location);
        start.ArgumentList.Add("parent");
        return start;
    }
}

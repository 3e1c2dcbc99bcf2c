namespace Troupe.Samples;

/// <summary>Runs programs one after the other, each under a line with its title.</summary>
public static class Runner
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    /// <summary>Runs programs; one that fails, or hangs for a minute, does not keep the others from running.</summary>
    /// <returns>The exit code: 0, or 1 when one has failed.</returns>
    public static async Task<int> RunAsync(IEnumerable<Sample> samples, TextWriter output, TextWriter error)
    {
        var failed = new List<string>();
        foreach (var sample in samples)
        {
            await output.WriteLineAsync($"=== {sample.Name}: {sample.Title}");
            try
            {
                await sample.RunAsync().WaitAsync(s_limit);
            }
            catch (Exception problem)
            {
                failed.Add(sample.Name);
                await error.WriteLineAsync($"Sample {sample.Name} failed: {problem}");
            }
        }

        if (failed.Count == 0)
            return 0;
        await error.WriteLineAsync(
            $"Failed: {string.Join(", ", failed)}. Run one alone with 'dotnet run -c Release --project samples -- {failed[0]}'.");
        return 1;
    }
}

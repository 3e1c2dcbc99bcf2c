namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>A file that lets a job go on: the spec says when, not the clock.</summary>
public static class Gate
{
    /// <summary>Says that it runs, waits for the gate to open, and gives its process id.</summary>
    public static int Pass(string gate)
    {
        File.WriteAllText($"{gate}.{JobContext.Current.JobId}.waits", "");
        while (!File.Exists(gate))
            Thread.Sleep(2);
        return Environment.ProcessId;
    }

    /// <summary>As <see cref="Pass"/>, but ends with its token, too.</summary>
    public static async Task<int> PassAsync(string gate, CancellationToken token)
    {
        File.WriteAllText($"{gate}.{JobContext.Current.JobId}.waits", "");
        while (!File.Exists(gate))
            await Task.Delay(2, token);
        return Environment.ProcessId;
    }

    public static void Open(string gate) => File.WriteAllText(gate, "");

    /// <summary>How many jobs have come to this gate.</summary>
    public static int Waiting(string gate) =>
        Directory.GetFiles(Path.GetDirectoryName(gate)!, Path.GetFileName(gate) + ".*.waits").Length;
}

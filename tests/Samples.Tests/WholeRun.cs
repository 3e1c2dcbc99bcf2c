namespace Troupe.Samples.Tests;

/// <summary>One run of all samples, which the specs look at: what each one has printed.</summary>
public sealed class WholeRun : IAsyncLifetime
{
    private const string Title = "=== ";

    private readonly Dictionary<string, List<string>> _lines = [];

    public int Pid { get; private set; }

    public int ExitCode { get; private set; }

    public string Error { get; private set; } = "";

    /// <summary>The names of the samples in the order of their title lines.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>What a sample has printed, below its title.</summary>
    public IReadOnlyList<string> this[string name] =>
        _lines.TryGetValue(name, out var lines) ? lines : throw new ArgumentException($"No sample '{name}' has run. {Error}", nameof(name));

    public async Task InitializeAsync()
    {
        (Pid, ExitCode, var output, Error) = await SampleProgram.RunAsync();
        var names = new List<string>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith(Title, StringComparison.Ordinal))
            {
                names.Add(line[Title.Length..line.IndexOf(':', StringComparison.Ordinal)]);
                _lines.Add(names[^1], []);
            }
            else if (names.Count > 0)
            {
                _lines[names[^1]].Add(line);
            }
        }

        Names = names;
    }

    public Task DisposeAsync() => Task.CompletedTask;
}

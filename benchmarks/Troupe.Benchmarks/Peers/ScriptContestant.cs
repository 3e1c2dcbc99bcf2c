using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Peers;

/// <summary>
/// A peer in another language: a script that reads a stage from its standard input and answers with one line of JSON,
/// figure to number. It keeps its pool over all rounds, as Troupe does. A peer that fails is named and left out.
/// </summary>
internal sealed class ScriptContestant : IContestant
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private bool _failed;

    private ScriptContestant(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    /// <summary>Starts the script; null when its program is not on this machine.</summary>
    public static ScriptContestant? TryOpen(
        string name,
        string program,
        string folder,
        IReadOnlyDictionary<string, string>? environment,
        params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            start.Environment[variable] = value;
        try
        {
            return new ScriptContestant(name, Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public async Task MeasureAsync(Stage stage, Board board, Effort effort)
    {
        if (_failed || stage == Stage.Load)
            return;
        try
        {
            var request = string.Create(
                CultureInfo.InvariantCulture,
                $"{stage.ToString().ToUpperInvariant()} {effort.Loop.TotalSeconds} {effort.MapItems} {effort.LargeMapItems} "
                    + $"{effort.Records} {effort.StreamItems} {effort.Starts}");
            await _process.StandardInput.WriteLineAsync(request);
            await _process.StandardInput.FlushAsync();
            var answer = await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience)
                ?? throw new IOException("it has ended");
            foreach (var (key, values) in JsonSerializer.Deserialize<Dictionary<string, double[]>>(answer)!)
            {
                foreach (var value in values)
                    board.Add(Name, key, value);
            }
        }
        catch (Exception error) when (error is IOException or TimeoutException or JsonException)
        {
            _failed = true;
            board.Notes.Add($"{Name} failed in stage {stage} and was left out from there on: {error.Message}");
        }
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended before, and that is noted; what was still to be told to it does not matter.
        }
        if (!_process.WaitForExit(5000))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}

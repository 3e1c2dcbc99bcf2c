using System.Diagnostics;
using Spectre.Console;

namespace Troupe.Cli.Demo;

/// <summary>Runs the steps, tells of each as it ends, and keeps the figures for the table.</summary>
internal sealed class DemoReport(IAnsiConsole console)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(15);

    private readonly List<(string Call, string Figures, TimeSpan Took, bool Good)> _steps = [];

    public bool AllGood => _steps.TrueForAll(step => step.Good);

    public void Say(string text) => console.WriteLine(text);

    /// <summary>Runs a step.</summary>
    /// <param name="call">The call that it shows.</param>
    /// <param name="step">Gives what happened in plain words, and the figures in short.</param>
    public async Task StepAsync(string call, Func<Task<(string Story, string Figures)>> step)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var (story, figures) = await step().WaitAsync(s_longest).ConfigureAwait(false);
            var took = clock.Elapsed;
            _steps.Add((call, figures, took, true));
            console.WriteLine($"- {story} ({Time(took)})");
        }
        catch (Exception error)
        {
            // Whatever a step throws is its failure; the tour goes on and ends with an exit code that tells.
            _steps.Add((call, error.Message, clock.Elapsed, false));
            console.WriteLine($"- FAILED: {call}: {error.GetType().Name}: {error.Message}");
        }
    }

    /// <summary>Shows all steps with their figures.</summary>
    public void ShowTable()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("call").AddColumn("measured in this run")
            .AddColumn(new TableColumn("time").RightAligned());
        foreach (var (call, figures, took, good) in _steps)
            table.AddRow(Markup.Escape(call), Markup.Escape(good ? figures : "FAILED: " + figures), Time(took));
        console.Write(table);
    }

    private static string Time(TimeSpan time) => time.TotalSeconds < 1 ? $"{time.TotalMilliseconds:0.0} ms" : $"{time.TotalSeconds:0.00} s";
}

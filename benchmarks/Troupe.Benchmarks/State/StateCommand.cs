using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Troupe.Benchmarks.State;

/// <summary>Channels, dictionaries, locks, pipes and hosted objects beside Python's, in one run.</summary>
internal static class StateCommand
{
    private const int Rounds = 3;

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "A tenth of the items" };
        var command = new Command("state", "Measures state between processes: channels, pipes, dictionaries, locks, hosted objects") {
            quick };
        command.SetAction(result => RunAsync(result.GetValue(quick) ? 1 : 10));
        return command;
    }

    private static async Task<int> RunAsync(int effort)
    {
        var best = new Dictionary<string, (double Troupe, double Python)>();
        await using var pool = await ProcessPool.StartAsync(workers: 4);
        for (var round = 0; round < Rounds; round++)
        {
            var own = await StateMeasurements.MeasureAsync(pool, effort);
            var python = await PythonAsync(effort);
            foreach (var (figure, value) in own)
            {
                var before = best.GetValueOrDefault(figure);
                best[figure] = (Better(figure, before.Troupe, value), Better(figure, before.Python, python.GetValueOrDefault(figure)));
            }
        }
        Console.WriteLine($"| best of {Rounds} | Troupe | Python | ratio |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (figure, (own, python)) in best)
        {
            var ratio = python == 0
                ? "–"
                : (IsTime(figure) ? python / own : own / python).ToString("0.0", CultureInfo.InvariantCulture) + " ×";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {figure} | {own:#,0.##} | {(python == 0 ? "–" : python.ToString("#,0.##", CultureInfo.InvariantCulture))} "
                    + $"| {ratio} |"));
        }
        return 0;
    }

    private static bool IsTime(string figure) =>
        figure.EndsWith("µs", StringComparison.Ordinal) || figure.EndsWith("ms", StringComparison.Ordinal);

    private static double Better(string figure, double one, double other) =>
        one == 0 ? other : other == 0 ? one : IsTime(figure) ? Math.Min(one, other) : Math.Max(one, other);

    private static async Task<Dictionary<string, double>> PythonAsync(int effort)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "peers", "state.py");
        using var process = Process.Start(
            new ProcessStartInfo("python3", [script, effort.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? JsonSerializer.Deserialize<Dictionary<string, double>>(text)! : [];
    }
}

using System.CommandLine;
using Troupe.Benchmarks.Growth.Pictures;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Growth;

/// <summary>Measures how Troupe grows with workers, queue, payload and job time. Each curve becomes a CSV and a picture.</summary>
internal static class GrowthCommand
{
    private static readonly Dictionary<string, Func<GrowthEffort, Task<IReadOnlyList<Curve>>>> s_parts = new()
    {
        ["workers"] = WorkerGrowth.MeasureAsync,
#if OWN_SOURCE
        ["dispatch"] = Dispatch.DispatchGrowth.MeasureAsync,
#endif
        ["queue"] = QueueGrowth.MeasureAsync,
        ["payload"] = PayloadGrowth.MeasureAsync,
        ["jobs"] = JobTimeGrowth.MeasureAsync,
    };

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Fewer points and short loops, within a minute." };
        var results = new Option<string>("--results")
        {
            Description = "Where the files go. Default: benchmarks/results of the repository.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => DefaultFolder()
        };
        var only = new Option<string?>("--only") { Description = $"One part alone: {string.Join(", ", s_parts.Keys)}.", HelpName = "PART" };
        only.AcceptOnlyFromAmong([.. s_parts.Keys]);
        var command = new Command(
            "growth",
            "Measures growth with workers, queue, payload and job time; writes a CSV and an SVG picture per curve.") {
                quick,
                results,
                only };
        command.SetAction(
            (parsed, _) => RunAsync(new GrowthEffort(parsed.GetValue(quick)), parsed.GetValue(results)!, parsed.GetValue(only)));
        return command;
    }

    private static async Task<int> RunAsync(GrowthEffort effort, string folder, string? only)
    {
        Directory.CreateDirectory(folder);
        var machine = Machine.Describe();
        foreach (var (name, measure) in s_parts)
        {
            if (only is not null && only != name)
                continue;
            // Each part is written as soon as it is there: the later ones take long.
            foreach (var curve in await measure(effort))
                await WriteAsync(curve, folder, effort.Rounds, machine);
        }
        return 0;
    }

    private static async Task WriteAsync(Curve curve, string folder, int rounds, string machine)
    {
        if (curve.Points.Count == 0)
            return;
        var path = Path.Combine(folder, curve.Name);
        await File.WriteAllTextAsync(path + ".csv", curve.ToCsv());
        await File.WriteAllTextAsync(path + ".svg", CurvePicture.Draw(curve, rounds, machine));
        Console.WriteLine($"{curve.Title}: {path}.csv and .svg");
        foreach (var point in curve.Points)
        {
            Console.WriteLine($"  {RoundNumbers.Text(point.X, curve.X.Binary),10}  "
                + $"{RoundNumbers.Text(Math.Round(point.Median, 2), curve.Y.Binary),10} {curve.Y.Unit}  "
                + $"({RoundNumbers.Text(Math.Round(point.Least, 2), curve.Y.Binary)} to "
                + $"{RoundNumbers.Text(Math.Round(point.Most, 2), curve.Y.Binary)})");
        }
    }

    /// <summary>The program lies somewhere below the repository, which is where the solution is.</summary>
    private static string DefaultFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Actors.sln")))
                return Path.Combine(folder.FullName, "benchmarks", "results");
        }
        return Path.Combine(Environment.CurrentDirectory, "results");
    }
}

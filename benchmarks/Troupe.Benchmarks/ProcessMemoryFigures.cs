using System.Globalization;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks;

/// <summary>Reads what processes hold from /proc: all of it, and the anonymous part that is theirs alone.</summary>
internal static class ProcessMemoryFigures
{
    public static void Tell(IEnumerable<int> pids)
    {
        var (resident, anonymous) = (new List<double>(), new List<double>());
        foreach (var pid in pids)
        {
            var path = $"/proc/{pid}/smaps_rollup";
            if (!File.Exists(path))
                continue;
            var lines = File.ReadAllLines(path);
            resident.Add(Megabytes(lines, "Rss:"));
            anonymous.Add(Megabytes(lines, "Anonymous:"));
        }
        OwnProgram.Tell(Figures.IdleResident, Statistics.Quantile(resident, 0.5));
        OwnProgram.Tell(Figures.IdlePrivate, Statistics.Quantile(anonymous, 0.5));
    }

    private static double Megabytes(string[] lines, string name)
    {
        var line = lines.First(each => each.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024;
    }
}

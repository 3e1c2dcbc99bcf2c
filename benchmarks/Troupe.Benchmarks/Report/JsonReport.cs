using System.Text.Json;
using System.Text.Json.Nodes;

namespace Troupe.Benchmarks.Report;

/// <summary>One object; each key to its value, its floor and its peers.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static string Write(Board board)
    {
        var report = new JsonObject();
        foreach (var figure in Figures.All)
        {
            if (board.Median(TableReport.Product, figure) is not { } value)
                continue;
            var peers = new JsonObject();
            foreach (var name in board.Contestants)
            {
                if (name is not (TableReport.Product or TableReport.Floor) && board.Median(name, figure) is { } other)
                    peers[name] = other;
            }
            report[figure.Key] = new JsonObject
            {
                ["value"] = value,
                ["floor"] = board.Median(TableReport.Floor, figure),
                ["peers"] = peers
            };
        }
        return report.ToJsonString(s_indented);
    }
}

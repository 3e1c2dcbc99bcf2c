using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Against;

/// <summary>Two builds side by side: medians and ranges of both, and the ratio of each pair.</summary>
internal static class AgainstReport
{
    public const string This = "this";
    public const string Other = "other";

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static string Table(Board board, int pairs)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Medians of {pairs} interleaved pairs (least to most). A ratio above 1 is better "
            + $"for this build; it is the median of the pairs' ratios.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Machine: {Machine.Describe()}").AppendLine();
        text.AppendLine("| figure | this build | the other build | ratio |").AppendLine("|---|---|---|---|");
        foreach (var figure in Figures.All)
        {
            if (Ratios(board, figure) is { Count: > 0 } ratios)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {figure.Title} | {Cell(board, This, figure)} | "
                    + $"{Cell(board, Other, figure)} | {Statistics.Quantile(ratios, 0.5):0.00} × "
                    + $"({ratios.Min():0.00}–{ratios.Max():0.00}) |");
            }
        }
        foreach (var note in board.Notes)
            text.AppendLine().Append(note).AppendLine();
        return text.ToString();
    }

    public static string Json(Board board)
    {
        var report = new JsonObject();
        foreach (var figure in Figures.All)
        {
            if (Ratios(board, figure) is { Count: > 0 } ratios)
            {
                report[figure.Key] = new JsonObject
                {
                    [This] = Of(board.Samples(This, figure)),
                    [Other] = Of(board.Samples(Other, figure)),
                    ["ratio"] = Of(ratios)
                };
            }
        }
        return report.ToJsonString(s_indented);

        static JsonObject Of(IReadOnlyList<double> samples) =>
            new() { ["median"] = Statistics.Quantile(samples, 0.5), ["least"] = samples.Min(), ["most"] = samples.Max() };
    }

    private static List<double> Ratios(Board board, Figure figure) =>
        [.. board.Samples(This, figure).Zip(board.Samples(Other, figure), figure.Ratio)];

    private static string Cell(Board board, string build, Figure figure) => board.Spread(build, figure) is var (least, most)
        ? $"{TableReport.Number(board.Median(build, figure)!.Value)} ({TableReport.Number(least)}–{TableReport.Number(most)})"
        : "–";
}

using System.Globalization;
using System.Text;

namespace Troupe.Benchmarks.Report;

/// <summary>Writes the figures as a Markdown table: Troupe, the floor, and each peer with the ratio to it.</summary>
internal static class TableReport
{
    public const string Product = "troupe";
    public const string Floor = "floor";

    public static string Write(Board board, int rounds)
    {
        var peers = board.Contestants.Where(name => name is not (Product or Floor)).ToArray();
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Medians of {rounds} interleaved rounds (least to most). A ratio above 1 is always better for Troupe.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Machine: {Machine.Describe()}").AppendLine();
        text.Append("| figure | Troupe | floor | ratio to floor |");
        foreach (var peer in peers)
            text.Append(CultureInfo.InvariantCulture, $" {peer} |");
        text.AppendLine().Append("|---|---|---|---|");
        text.Append(string.Concat(Enumerable.Repeat("---|", peers.Length))).AppendLine();
        foreach (var figure in Figures.All)
        {
            if (board.Median(Product, figure) is not { } value)
                continue;
            var floor = board.Median(Floor, figure);
            text.Append(CultureInfo.InvariantCulture, $"| {figure.Title} | {Measured(board, Product, figure)} | "
                + $"{Measured(board, Floor, figure)} | {(floor is null ? "–" : Ratio(figure, value, floor.Value))} |");
            foreach (var peer in peers)
            {
                text.Append(
                    board.Median(peer, figure) is { } other
                        ? $" {Measured(board, peer, figure)}, {Ratio(figure, value, other)} |"
                        : " – |");
            }

            text.AppendLine();
        }
        foreach (var note in board.Notes)
            text.AppendLine().Append(note).AppendLine();
        return text.ToString();
    }

    private static string Measured(Board board, string contestant, Figure figure) =>
        board.Median(contestant, figure) is { } median && board.Spread(contestant, figure) is var (least, most)
            ? $"{Number(median)} ({Number(least)}–{Number(most)})"
            : "–";

    private static string Ratio(Figure figure, double value, double other) =>
        figure.Ratio(value, other).ToString("0.00", CultureInfo.InvariantCulture) + " ×";

    public static string Number(double value) => value switch
    {
        >= 1e6 => (value / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " M",
        >= 1e4 => (value / 1e3).ToString("0", CultureInfo.InvariantCulture) + " k",
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}

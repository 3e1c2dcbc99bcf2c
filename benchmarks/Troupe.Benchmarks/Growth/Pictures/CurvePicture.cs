using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Troupe.Benchmarks.Growth.Pictures;

/// <summary>Draws a curve as SVG: title, axes with units, a line through the medians, a bar from the least to the most.</summary>
internal sealed class CurvePicture
{
    private const int Width = 760;
    private const int Height = 456;
    private const int Left = 92;
    private const int Right = 28;
    private const int Top = 80;
    private const int Bottom = 64;
    private const string Ink = "#1f5fa8";

    private readonly StringBuilder _text = new();
    private readonly Curve _curve;
    private readonly IReadOnlyList<CurvePoint> _points;
    private readonly Ruler _x;
    private readonly Ruler _y;

    private CurvePicture(Curve curve)
    {
        (_curve, _points) = (curve, curve.Points);
        var places = _points.Select(point => point.X).ToList();
        // Each point has its mark below: there are few, and they are what was asked for.
        _x = new Ruler(curve.X, places, places, Left + 16, Width - Right - 16);
        _y = new Ruler(curve.Y, [.. _points.SelectMany(point => new[] { point.Least, point.Most })], null, Height - Bottom, Top);
    }

    /// <param name="curve">The curve; it has at least one point.</param>
    /// <param name="rounds">How many rounds the medians are of.</param>
    /// <param name="machine">What it was measured on.</param>
    public static string Draw(Curve curve, int rounds, string machine)
    {
        var picture = new CurvePicture(curve);
        picture.Open(rounds, machine);
        picture.Axes();
        picture.Line();
        return picture._text.Append("</svg>\n").ToString();
    }

    private void Open(int rounds, string machine)
    {
        Write($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" "
            + $"font-family=\"sans-serif\" font-size=\"12\">");
        Write($"<title>{Safe(_curve.Title)}</title>");
        Write($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>");
        Write($"<text x=\"{Left}\" y=\"28\" font-size=\"17\" font-weight=\"bold\" fill=\"#222222\">{Safe(_curve.Title)}</text>");
        Write($"<text x=\"{Left}\" y=\"46\" font-size=\"10.5\" fill=\"#777777\">Points are medians of up to {rounds} rounds, bars go "
            + $"from the least to the most.</text>");
        Write($"<text x=\"{Left}\" y=\"61\" font-size=\"10.5\" fill=\"#777777\">{Safe(machine)}</text>");
    }

    private void Axes()
    {
        foreach (var mark in _y.Marks)
        {
            Write(
                $"<line x1=\"{Left}\" y1=\"{_y.Place(mark):0.#}\" x2=\"{Width - Right}\" y2=\"{_y.Place(mark):0.#}\" stroke=\"#e4e4e4\"/>");
            Write($"<text x=\"{Left - 8}\" y=\"{_y.Place(mark) + 4:0.#}\" text-anchor=\"end\" fill=\"#444444\">{_y.Text(mark)}</text>");
        }
        foreach (var mark in _x.Marks)
        {
            Write($"<line x1=\"{_x.Place(mark):0.#}\" y1=\"{Height - Bottom}\" x2=\"{_x.Place(mark):0.#}\" y2=\"{Height - Bottom + 5}\" "
                + $"stroke=\"#888888\"/>");
            Write($"<text x=\"{_x.Place(mark):0.#}\" y=\"{Height - Bottom + 20}\" text-anchor=\"middle\" "
                + $"fill=\"#444444\">{_x.Text(mark)}</text>");
        }
        Write($"<path d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\" fill=\"none\" stroke=\"#888888\"/>");
        Write($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 16}\" text-anchor=\"middle\" "
            + $"fill=\"#222222\">{Safe(_curve.X.Title)}</text>");
        Write($"<text transform=\"translate(20 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\" "
            + $"fill=\"#222222\">{Safe(_curve.Y.Title)}</text>");
    }

    private void Line()
    {
        var path = string.Join(
            ' ',
            _points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{_x.Place(point.X):0.#},{_y.Place(point.Median):0.#}")));
        Write($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{Ink}\" stroke-width=\"2\"/>");
        foreach (var point in _points)
        {
            var place = _x.Place(point.X);
            Write($"<line x1=\"{place:0.#}\" y1=\"{_y.Place(point.Least):0.#}\" x2=\"{place:0.#}\" y2=\"{_y.Place(point.Most):0.#}\" "
                + $"stroke=\"{Ink}\" stroke-opacity=\"0.45\"/>");
            Write($"<circle cx=\"{place:0.#}\" cy=\"{_y.Place(point.Median):0.#}\" r=\"4\" fill=\"{Ink}\"><title>{_x.Text(point.X)}: "
                + $"{point.Median:0.###} {Safe(_curve.Y.Unit)}</title></circle>");
        }
    }

    private void Write(ref DefaultInterpolatedStringHandler line) => _text.Append(line.ToStringAndClear()).Append('\n');

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Troupe.Configuration;

/// <summary>A size as people write it, in HOCON's spelling: bytes, or a number with a unit.</summary>
internal static partial class ByteSize
{
    private static readonly (string Name, string[] Spellings)[] s_units =
    [
        ("kilobyte", ["kB"]), ("megabyte", ["MB"]), ("gigabyte", ["GB"]), ("terabyte", ["TB"]), ("petabyte", ["PB"]),
        ("kibibyte", ["K", "k", "Ki", "KiB"]), ("mebibyte", ["M", "m", "Mi", "MiB"]), ("gibibyte", ["G", "g", "Gi", "GiB"]),
        ("tebibyte", ["T", "t", "Ti", "TiB"]), ("pebibyte", ["P", "p", "Pi", "PiB"]),
    ];

    /// <exception cref="FormatException">It is no size.</exception>
    /// <exception cref="OverflowException">It is more than 64 bits hold.</exception>
    public static long Parse(string text)
    {
        var parts = NumberAndUnit().Match(text);
        if (!parts.Success)
            throw new FormatException();
        var number = decimal.Parse(parts.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return (long)(number * FactorOf(parts.Groups[2].Value));
    }

    private static decimal FactorOf(string unit)
    {
        if (unit is "" or "B" or "b" or "byte" or "bytes")
            return 1;
        var index = Array.FindIndex(s_units, known => known.Spellings.Contains(unit) || unit == known.Name || unit == known.Name + 's');
        if (index < 0)
            throw new FormatException();
        var (one, power) = (index < 5 ? 1000m : 1024m, index % 5 + 1);
        return Enumerable.Repeat(one, power).Aggregate(1m, (product, factor) => product * factor);
    }

    [GeneratedRegex(@"^([0-9]+(?:\.[0-9]+)?)[ \t]*([A-Za-z]*)\z")]
    private static partial Regex NumberAndUnit();
}

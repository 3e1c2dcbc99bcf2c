using System.Globalization;
using Akka.Configuration.Hocon;

namespace Troupe.Configuration;

/// <summary>The kinds of values that settings have.</summary>
internal static class HoconKinds
{
    public static HoconKind<int> Whole { get; } = new("a whole number", Int);

    public static HoconKind<bool> Switch { get; } = new("on or off", value => value.GetBoolean());

    public static HoconKind<string> Word { get; } = new("a text", Text);

    public static HoconKind<string> FilePath { get; } =
        new("a path", value => Text(value) is { Length: > 0 } path ? path : throw new FormatException());

    public static HoconKind<IList<string>> Words { get; } = new("a list of texts, such as [ First, Second ]", List);

    public static HoconKind<long> Size { get; } =
        new("a size, such as 512 MiB, 1g or a number of bytes", value => ByteSize.Parse(Text(value)));

    public static HoconKind<MemoryLimit> Memory { get; } = new(MemoryLimit.Expected, value => MemoryLimit.Parse(Text(value)));

    public static HoconKind<TimeSpan> Time { get; } = new("a time with its unit, such as 500ms, 5s or 1m", Duration);

    /// <summary>A time that may have no end.</summary>
    public static HoconKind<TimeSpan> Limit { get; } =
        new($"{Time.Expected}, or infinite", value => Text(value) == "infinite" ? TimeSpan.MaxValue : Duration(value));

    public static HoconKind<int> Within(int least, int most, string unit) => new(
        string.Create(CultureInfo.InvariantCulture, $"{least:N0} to {most:N0} {unit}"),
        value => Int(value) is var number && number >= least && number <= most ? number : throw new FormatException());

    public static HoconKind<T> Choice<T>()
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        return new HoconKind<T>(string.Join(" or ", names.Select(name => name.ToLowerInvariant())), value =>
        {
            var text = Text(value);
            // Names alone: numbers, which the enumeration's own parser takes, say nothing to a reader.
            return names.Contains(text, StringComparer.OrdinalIgnoreCase)
                ? Enum.Parse<T>(text, ignoreCase: true)
                : throw new FormatException();
        });
    }

    private static string Text(HoconValue value) => (value.IsString() ? value.GetString() : null) ?? throw new FormatException();

    private static int Int(HoconValue value) => int.Parse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static IList<string> List(HoconValue value)
    {
        // Akka takes an empty list for none, and the blank in '[ ]' for an element.
        List<IHoconElement> lists = [.. value.Values.Where(element => element is HoconArray || element.IsArray())];
        if (lists.Count == 0)
            throw new FormatException();
        return [.. lists.SelectMany(list => list.GetArray()).Where(element => element.Values.Count > 0).Select(Text)];
    }

    // A number without a unit would be milliseconds to Akka, and seconds to most who write one.
    private static TimeSpan Duration(HoconValue value) => Text(value) is "0" or [.., >= 'a' and <= 'z']
        ? value.GetTimeSpan(allowInfinite: false)
        : throw new FormatException();
}

using System.Collections;
using System.Globalization;
using System.Reflection;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Jobs;

/// <summary>
/// What a program has changed in the formats of a culture, such as the decimal separator: the settings whose values differ from those
/// of the culture that the system has under that name. First the number of its calendar among those that the culture may have, 0 for the
/// usual one; then each setting is a number of the list of all, and the value.
/// </summary>
internal static class CultureFormats
{
    /// <summary>Elements of the longest list among the values, the names of months, and some room.</summary>
    private const int LongestList = 64;

    private const int MostCalendars = 64;

    private static Setting[]? s_settings;

    /// <summary>In the order of their names, so that both sides, which run the same framework, number them alike.</summary>
    private static Setting[] Settings => s_settings ??= [.. Of(typeof(NumberFormatInfo)), .. Of(typeof(DateTimeFormatInfo))];

    private sealed record Setting(PropertyInfo Property)
    {
        public object? Get(CultureInfo culture) => Property.GetValue(Owner(culture));

        public void Set(CultureInfo culture, object? value) =>
            Property.SetValue(Owner(culture), value, BindingFlags.DoNotWrapExceptions, null, null, null);

        private object Owner(CultureInfo culture) =>
            Property.DeclaringType == typeof(NumberFormatInfo) ? culture.NumberFormat : culture.DateTimeFormat;
    }

    public static void Write(PayloadWriter writer, CultureInfo culture)
    {
        var plain = CultureInfo.GetCultureInfo(culture.Name);
        var calendar = CalendarOf(culture, plain);
        if (calendar != 0)
            plain = WithCalendar(plain, calendar); // It brings formats of its own.
        var changed = Changed(culture, plain);
        writer.WriteVarUInt32((uint)calendar);
        writer.WriteVarUInt32((uint)changed.Count);
        foreach (var (number, value) in changed)
        {
            writer.WriteVarUInt32((uint)number);
            Write(writer, value);
        }
    }

    /// <summary>Reads the changes, and makes the culture that has them.</summary>
    /// <param name="reader">At their count.</param>
    /// <param name="culture">What was changed; null to check the form only.</param>
    /// <returns>A read-only culture; null when nothing was changed, or <paramref name="culture"/> is null.</returns>
    public static CultureInfo? Read(ref PayloadReader reader, CultureInfo? culture)
    {
        var calendar = reader.ReadVarUInt32();
        var count = reader.ReadCount(smallestElement: 2);
        if (calendar == 0 && count == 0)
            return null;
        if (calendar > MostCalendars)
            throw new PayloadFormatException($"A culture has no calendar {calendar}.");
        var made = culture is null ? null : WithCalendar(culture, (int)calendar);
        while (count-- > 0)
        {
            var number = reader.ReadVarUInt32();
            if (number >= Settings.Length)
                throw new PayloadFormatException($"A culture's format has a setting {number}; there are {Settings.Length}.");
            var setting = Settings[number];
            var value = Read(ref reader, setting.Property.PropertyType);
            if (made is not null)
                Set(made, setting, value);
        }
        return made is null ? null : CultureInfo.ReadOnly(made);
    }

    private static void Set(CultureInfo culture, Setting setting, object? value)
    {
        try
        {
            var type = setting.Property.PropertyType;
            setting.Set(culture, value is int number && type.IsEnum ? Enum.ToObject(type, number) : value);
        }
        catch (ArgumentException error)
        {
            throw new PayloadFormatException($"A culture's {setting.Property.Name} cannot be what came in: {error.Message}", error);
        }
    }

    private static List<(int Number, object Value)> Changed(CultureInfo culture, CultureInfo plain)
    {
        var changed = new List<(int, object)>();
        if (ReferenceEquals(culture, plain))
            return changed;
        for (var number = 0; number < Settings.Length; number++)
        {
            var (value, usual) = (Settings[number].Get(culture), Settings[number].Get(plain));
            if (value is not null && !StructuralComparisons.StructuralEqualityComparer.Equals(value, usual))
                changed.Add((number, value));
        }
        return changed;
    }

    private static int CalendarOf(CultureInfo culture, CultureInfo plain)
    {
        var own = culture.DateTimeFormat.Calendar;
        if (IsSame(own, plain.DateTimeFormat.Calendar))
            return 0;
        var index = Array.FindIndex(plain.OptionalCalendars, calendar => IsSame(own, calendar));
        return index >= 0 ? index + 1 : throw new PayloadNotEncodableException(
            "the caller's culture",
            nameof(CultureInfo),
            $"its calendar, {own.GetType().Name}, is none of those of {plain.Name}; set FlowCulture to false to leave the culture behind");
    }

    private static bool IsSame(Calendar one, Calendar other) =>
        one.GetType() == other.GetType() && (one as GregorianCalendar)?.CalendarType == (other as GregorianCalendar)?.CalendarType;

    /// <summary>A copy that can be changed; with the calendar, where it may have so many, else with its usual one.</summary>
    private static CultureInfo WithCalendar(CultureInfo culture, int calendar)
    {
        var copy = (CultureInfo)culture.Clone();
        if (calendar > 0 && calendar <= copy.OptionalCalendars.Length)
            copy.DateTimeFormat.Calendar = copy.OptionalCalendars[calendar - 1];
        return copy;
    }

    private static IEnumerable<Setting> Of(Type type) =>
        from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
        where property.CanWrite && property.GetIndexParameters().Length == 0 && IsValue(property.PropertyType)
        orderby property.Name
        select new Setting(property);

    private static bool IsValue(Type type) =>
        type.IsEnum || type == typeof(int) || type == typeof(string) || type == typeof(int[]) || type == typeof(string[]);

    private static void Write(PayloadWriter writer, object value)
    {
        switch (value)
        {
            case string text: PayloadCodec<string>.Instance.Write(writer, text); break;
            case int[] numbers: PayloadCodec<int[]>.Instance.Write(writer, numbers); break;
            case string[] texts: PayloadCodec<string[]>.Instance.Write(writer, texts); break;
            default: writer.WriteUnmanaged(Convert.ToInt32(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static object? Read(ref PayloadReader reader, Type type)
    {
        if (type == typeof(string))
            return PayloadCodec<string?>.Instance.Read(ref reader);
        if (type == typeof(int[]))
            return Short(PayloadCodec<int[]?>.Instance.Read(ref reader));
        if (type == typeof(string[]))
            return Short(PayloadCodec<string[]?>.Instance.Read(ref reader));
        return reader.ReadUnmanaged<int>();
    }

    private static T[]? Short<T>(T[]? list) =>
        list is null || list.Length <= LongestList
            ? list
            : throw new PayloadFormatException($"A culture's format has a list of {list.Length} values.");
}

using System.Collections;
using System.Globalization;
using System.Reflection;
using Troupe.Messages.Payloads;

namespace Troupe.Remoting.Jobs;

/// <summary>
/// What a program has changed in the formats of a culture, such as the decimal separator: the settings whose values differ from those
/// of the culture that the system has under that name. Each is a number of the list of all settings, and the value.
/// </summary>
internal static class CultureFormats
{
    /// <summary>Elements of the longest list among the values, the names of months, and some room.</summary>
    private const int LongestList = 64;

    private static Setting[]? s_settings;

    /// <summary>In the order of their names, so that both sides, which run the same framework, number them alike.</summary>
    private static Setting[] Settings => s_settings ??= [.. Of(typeof(NumberFormatInfo)), .. Of(typeof(DateTimeFormatInfo))];

    private sealed record Setting(PropertyInfo Property)
    {
        public object? Get(CultureInfo culture) => Property.GetValue(Owner(culture));

        public void Set(CultureInfo culture, object? value) => Property.SetValue(Owner(culture), value, BindingFlags.DoNotWrapExceptions, null, null, null);

        private object Owner(CultureInfo culture) => Property.DeclaringType == typeof(NumberFormatInfo) ? culture.NumberFormat : culture.DateTimeFormat;
    }

    public static void Write(PayloadWriter writer, CultureInfo culture)
    {
        // Only a culture that can be changed was.
        var changed = culture.IsReadOnly && culture.GetType() == typeof(CultureInfo) ? [] : Changed(culture);
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
        var count = reader.ReadCount(smallestElement: 3);
        if (count == 0)
            return null;
        var made = (CultureInfo?)culture?.Clone();
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
            setting.Set(culture, value is int number && setting.Property.PropertyType.IsEnum ? Enum.ToObject(setting.Property.PropertyType, number) : value);
        }
        catch (ArgumentException error)
        {
            throw new PayloadFormatException($"A culture's {setting.Property.Name} cannot be what came in: {error.Message}", error);
        }
    }

    private static List<(int Number, object Value)> Changed(CultureInfo culture)
    {
        var plain = CultureInfo.GetCultureInfo(culture.Name);
        if (culture.DateTimeFormat.Calendar.GetType() != plain.DateTimeFormat.Calendar.GetType())
            throw new PayloadNotEncodableException("the caller's culture", nameof(CultureInfo), $"it is {culture.Name} with another calendar, {culture.DateTimeFormat.Calendar.GetType().Name}; set FlowCulture to false to leave the caller's culture behind");
        var changed = new List<(int, object)>();
        for (var number = 0; number < Settings.Length; number++)
        {
            if (Settings[number].Get(culture) is { } value && !StructuralComparisons.StructuralEqualityComparer.Equals(value, Settings[number].Get(plain)))
                changed.Add((number, value));
        }
        return changed;
    }

    private static IEnumerable<Setting> Of(Type type) =>
        from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
        where property.CanWrite && property.GetIndexParameters().Length == 0 && IsValue(property.PropertyType)
        orderby property.Name
        select new Setting(property);

    private static bool IsValue(Type type) => type.IsEnum || type == typeof(int) || type == typeof(string) || type == typeof(int[]) || type == typeof(string[]);

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
        list is null || list.Length <= LongestList ? list : throw new PayloadFormatException($"A culture's format has a list of {list.Length} values.");
}

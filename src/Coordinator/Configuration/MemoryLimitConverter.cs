using System.ComponentModel;
using System.Globalization;

namespace Troupe.Configuration;

/// <summary>Lets configuration binders and command lines read a <see cref="MemoryLimit"/>.</summary>
internal sealed class MemoryLimitConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? MemoryLimit.Parse(text, culture) : base.ConvertFrom(context, culture, value);
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Troupe.Messages.Payloads;

/// <summary>
/// A type whose whole state is what its one constructor takes, as in <c>record Order(int Id, string Customer)</c>: its parts
/// can follow each other in that order, without names. All other types travel as JSON, which knows attributes, computed
/// members and inheritance.
/// </summary>
internal sealed class PositionalShape
{
    private const int Deepest = 16;

    private const BindingFlags Public = BindingFlags.Instance | BindingFlags.Public;

    private static readonly Type[] s_sequences = [typeof(List<>), typeof(Memory<>), typeof(ReadOnlyMemory<>)];

    private PositionalShape(ConstructorInfo constructor, FieldInfo[] parts) => (Constructor, Parts) = (constructor, parts);

    /// <summary>Makes a value of all parts, in order.</summary>
    public ConstructorInfo Constructor { get; }

    /// <summary>The fields that hold the parts, in the constructor's order; there are no others.</summary>
    public FieldInfo[] Parts { get; }

    /// <summary>The shape of a type.</summary>
    /// <param name="type">A type that may travel.</param>
    /// <returns>Null when it is of another kind, or some part of it, however deep, has to travel as JSON.</returns>
    public static PositionalShape? Of(Type type) => Find(type, []);

    private static PositionalShape? Find(Type type, HashSet<Type> around)
    {
        if (Describe(type) is not { } shape || around.Count == Deepest || !around.Add(type))
            return null; // A type within itself has no end that a type could tell: JSON counts the levels of each value.
        var plain = Array.TrueForAll(shape.Parts, part => IsPlain(part.FieldType, around));
        around.Remove(type);
        return plain ? shape : null;
    }

    private static bool IsPlain(Type type, HashSet<Type> around)
    {
        if (type == typeof(string))
            return true;
        if (PayloadTypeRules.HasOwnConverter(type) || PayloadTypeRules.RefusalOf(type) is not null)
            return false;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return IsPlain(underlying, around);
        if (type.IsEnum || (type.IsValueType && PayloadTypeRules.IsPlainMemory(type)))
            return true;
        if (type.IsSZArray)
            return IsPlain(type.GetElementType()!, around);
        return type.IsGenericType && s_sequences.Contains(type.GetGenericTypeDefinition())
            ? IsPlain(type.GetGenericArguments()[0], around)
            : Find(type, around) is not null;
    }

    private static PositionalShape? Describe(Type type)
    {
        if (type.IsAbstract || type.IsArray || (!type.IsValueType && type.BaseType != typeof(object))
            || PayloadTypeRules.HasOwnConverter(type) || PayloadTypeRules.RefusalOf(type) is not null
            || Assemblies.FrameworkAssemblies.Contains(type.Assembly)
            || type.IsAssignableTo(typeof(IEnumerable)) || type.GetInterfaces().Any(IsOfJson))
        {
            return null;
        }

        if (type.GetConstructors(Public) is not [var constructor] || constructor.GetParameters() is not { Length: > 0 } parameters)
            return null;
        var properties = type.GetProperties(Public);
        var parts = Array.ConvertAll(parameters, parameter => PartOf(type, properties, parameter));
        var whole = properties.Length == parts.Length && type.GetFields(Public | BindingFlags.NonPublic).Length == parts.Length;
        if (!whole || Array.Exists(parts, part => part is null) || parts.Distinct().Count() != parts.Length)
            return null;
        return SaysNothingToJson(type, constructor, parameters, properties) ? new PositionalShape(constructor, parts!) : null;
    }

    private static FieldInfo? PartOf(Type type, PropertyInfo[] properties, ParameterInfo parameter)
    {
        var named = Array.FindAll(properties, property => string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
        return named is [var one] && one.PropertyType == parameter.ParameterType && one.CanRead
            ? type.GetField($"<{one.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)
            : null;
    }

    private static bool SaysNothingToJson(Type type, ConstructorInfo constructor, ParameterInfo[] parameters, PropertyInfo[] properties) =>
        !Mentions(type.CustomAttributes) && !Mentions(constructor.CustomAttributes)
        && Array.TrueForAll(parameters, parameter => !Mentions(parameter.CustomAttributes))
        && Array.TrueForAll(properties, property => !Mentions(property.CustomAttributes));

    [SuppressMessage("Performance", "CA1859", Justification = "What reflection gives.")]
    private static bool Mentions(IEnumerable<CustomAttributeData> attributes) =>
        attributes.Any(attribute => IsOfJson(attribute.AttributeType));

    private static bool IsOfJson(Type type) => type.Namespace?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true;
}

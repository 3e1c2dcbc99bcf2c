using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Troupe.Messages.Payloads;

/// <summary>
/// The fields of an object that no member which JSON writes stands for: without them its copy would be another object, in
/// silence. They are written after the others, and set after the constructor and the properties.
/// </summary>
internal static class PrivateState
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Adds the fields to what is written and read of a type. Both sides find the same ones in the same order.</summary>
    public static void AddTo(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || Assemblies.FrameworkAssemblies.Contains(type.Type.Assembly))
            return;

        HashSet<string> names = [.. type.Properties.Select(property => property.Name)];
        // Under a parameter's name, a field would go through the constructor, which may make something else of it.
        HashSet<string> parameters = new(
            (type.ConstructorAttributeProvider as ConstructorInfo)?.GetParameters().Select(parameter => parameter.Name!)
                ?? [], StringComparer.OrdinalIgnoreCase);
        foreach (var field in Left(type))
        {
            if (field.FieldType.IsPointer || field.FieldType.IsFunctionPointer)
            {
                throw new InvalidOperationException(
                    $"its field '{NameOf(field)}' is a pointer, which exists only inside one process. {Advice(field)}");
            }

            var name = NameOf(field);
            while (parameters.Contains(name) || !names.Add(name))
                name = $"{PayloadTypeName.Short(field.DeclaringType!)}.{name}";

            var property = type.CreateJsonPropertyInfo(field.FieldType, name);
            property.Get = field.GetValue;
            property.Set = field.SetValue;
            property.AttributeProvider = field;
            type.Properties.Add(property);
        }
    }

    /// <summary>The field whose value a property returns as it is, when that can be told from its code; otherwise null.</summary>
    public static FieldInfo? FieldShownBy(PropertyInfo property)
    {
        // ldarg.0, ldfld, ret
        if (property.GetMethod?.GetMethodBody()?.GetILAsByteArray() is not [0x02, 0x7B, _, _, _, _, 0x2A] code)
            return null;

        var field = FieldOf(property, BitConverter.ToInt32(code, 2));
        return field?.FieldType == property.PropertyType ? field : null;
    }

    /// <summary>Whether each field of a type is public, or is what a public property plainly shows.</summary>
    public static bool IsShown(Type type)
    {
        HashSet<FieldInfo> shown = [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(
                property => property.GetIndexParameters().Length == 0 && (property.SetMethod is null || FieldSetBy(property) is not null))
            .Select(FieldShownBy).OfType<FieldInfo>()];
        return DeclaredBy(type).All(field => field.IsPublic || shown.Contains(field));
    }

    /// <summary>The member as its user knows it: a backing field by its property, a captured parameter by its name.</summary>
    public static string NameOf(MemberInfo member) =>
        member.Name.StartsWith('<') && member.Name.LastIndexOf('>') is int end and > 1 ? member.Name[1..end] : member.Name;

    /// <summary>What to do when a field cannot travel and need not.</summary>
    public static string Advice(FieldInfo field)
    {
        var owner = field.DeclaringType!;
        if (Assemblies.FrameworkAssemblies.Contains(owner.Assembly))
        {
            return $"(It is a field of {PayloadTypeName.Full(owner)}, which this type inherits: make what you need of that a member "
                + "instead.)";
        }

        var name = NameOf(field);
        if (owner.GetEvent(name, Declared) is not null)
            return "Mark the event [field: NonSerialized] if its handlers need not travel.";

        return name == field.Name ? "Mark the field [NonSerialized] (or [JsonIgnore]) if it need not travel."
            : owner.GetProperty(name, Declared) is not null ? "Mark the property [JsonIgnore] if it need not travel."
            : "It is a constructor's parameter that methods use: keep it in a field instead, marked [NonSerialized], if it need not "
                + "travel.";
    }

    /// <summary>Whether the user has said that the field stays behind.</summary>
    public static bool StaysBehind(FieldInfo field) =>
        field.IsDefined(typeof(NonSerializedAttribute), inherit: false) || IsIgnored(field)
        || (NameOf(field) is { } name && name != field.Name && field.DeclaringType!.GetProperty(name, Declared) is { } property
            && IsIgnored(property));

    /// <summary>All instance fields that one class of a chain declares, in a fixed order.</summary>
    public static IEnumerable<FieldInfo> DeclaredBy(Type type) => type.GetFields(Declared).OrderBy(field => field.MetadataToken);

    private static IEnumerable<FieldInfo> Left(JsonTypeInfo type)
    {
        HashSet<FieldInfo> carried = [.. type.Properties.Where(property => property.Get is not null).Select(CarriedBy).OfType<FieldInfo>()];
        for (var level = type.Type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            foreach (var field in DeclaredBy(level))
            {
                if (!carried.Contains(field) && !StaysBehind(field))
                    yield return field;
            }
        }
    }

    // A property whose accessors are the compiler's, or plainly like those, is its field. One that changes what it is given, or
    // whose value goes through a constructor that may, is not: then the field goes as well, and is set last.
    private static FieldInfo? CarriedBy(JsonPropertyInfo property)
    {
        switch (property.AttributeProvider)
        {
            case FieldInfo field:
                return field.DeclaringType!.GetField(field.Name, Declared);
            case PropertyInfo shown when BackingOf(shown) is { } backing && IsAutomatic(shown):
                return backing;
            case PropertyInfo shown when property.AssociatedParameter is null && FieldShownBy(shown) is { } field
                && (shown.SetMethod is null || field == FieldSetBy(shown)):
                return field;
            default:
                return null;
        }
    }

    private static FieldInfo? BackingOf(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", Declared)
            ?? property.DeclaringType.GetField($"<{property.Name}>i__Field", Declared);

    private static bool IsAutomatic(PropertyInfo property) =>
        FieldShownBy(property) == BackingOf(property) && (property.SetMethod is null || FieldSetBy(property) == BackingOf(property));

    // ldarg.0, ldarg.1, stfld, ret
    private static FieldInfo? FieldSetBy(PropertyInfo property) =>
        property.SetMethod?.GetMethodBody()?.GetILAsByteArray() is [0x02, 0x03, 0x7D, _, _, _, _, 0x2A] code
            ? FieldOf(property, BitConverter.ToInt32(code, 3))
            : null;

    private static FieldInfo? FieldOf(PropertyInfo property, int token)
    {
        var owner = property.DeclaringType!;
        var field = property.Module.ResolveField(token, owner.IsGenericType ? owner.GetGenericArguments() : null, null);
        return field?.DeclaringType?.GetField(field.Name, Declared);
    }

    private static bool IsIgnored(MemberInfo member) =>
        member.GetCustomAttribute<JsonIgnoreAttribute>(inherit: false) is { Condition: not JsonIgnoreCondition.Never };
}

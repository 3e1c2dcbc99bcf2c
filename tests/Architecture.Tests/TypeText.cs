using System.Globalization;
using System.Reflection;

namespace Troupe.Architecture.Tests;

/// <summary>Types and parameters as they are written in C#.</summary>
internal static class TypeText
{
    private static readonly NullabilityInfoContext s_nullability = new();
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
    };

    public static string Parameter(ParameterInfo parameter)
    {
        var marks = parameter.IsDefined(typeof(ParamArrayAttribute))
            || parameter.IsDefined(typeof(System.Runtime.CompilerServices.ParamCollectionAttribute)) ? "params "
            : parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? (parameter.IsIn ? "in " : "ref ") : "";
        var byDefault = parameter.HasDefaultValue ? " = " + Literal(parameter) : "";
        return $"{marks}{Of(parameter)} {parameter.Name}{byDefault}";
    }

    public static string Of(ParameterInfo parameter) => WithMark(parameter.ParameterType, s_nullability.Create(parameter));

    public static string Of(PropertyInfo property) => WithMark(property.PropertyType, s_nullability.Create(property));

    public static string Of(FieldInfo field) => WithMark(field.FieldType, s_nullability.Create(field));

    public static string Of(Type type)
    {
        if (type.IsByRef)
            return Of(type.GetElementType()!);
        if (type.IsPointer)
            return Of(type.GetElementType()!) + "*";
        if (type.IsArray)
            return Of(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter)
            return type.Name;
        if (s_keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying) + "?";
        return Name(type, type.GetGenericArguments(), Of);
    }

    public static string FullName(Type type) => $"{type.Namespace}.{Of(type)}";

    public static string Constraints(IEnumerable<Type> parameters)
    {
        var texts = parameters.Where(parameter => parameter.IsGenericParameter)
            .Select(parameter => (parameter.Name, Limits: Limits(parameter)))
            .Where(limited => limited.Limits.Count > 0);
        return string.Concat(texts.Select(limited => $" where {limited.Name} : {string.Join(", ", limited.Limits)}"));
    }

    private static List<string> Limits(Type parameter)
    {
        var marks = parameter.GenericParameterAttributes;
        List<string> limits = [];
        if (marks.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            limits.Add("class");
        if (marks.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
            limits.Add("struct");
        limits.AddRange(parameter.GetGenericParameterConstraints().Where(limit => limit != typeof(ValueType)).Select(Of));
        if (marks.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !limits.Contains("struct"))
            limits.Add("new()");
        return limits;
    }

    private static string WithMark(Type type, NullabilityInfo info)
    {
        if (type.IsByRef)
            type = type.GetElementType()!;
        // Of a bare type parameter the runtime says "nullable" whenever a null could be its argument: that tells nothing.
        var mark = info.ReadState == NullabilityState.Nullable && !type.IsValueType && !type.IsGenericParameter ? "?" : "";
        if (type.IsArray && info.ElementType is { } element)
            return $"{WithMark(type.GetElementType()!, element)}[]{mark}";
        if (type is { IsGenericType: true, IsGenericTypeDefinition: false } && Nullable.GetUnderlyingType(type) is null
            && info.GenericTypeArguments.Length == type.GetGenericArguments().Length)
        {
            var index = 0;
            return Name(type, type.GetGenericArguments(), argument => WithMark(argument, info.GenericTypeArguments[index++])) + mark;
        }
        return Of(type) + mark;
    }

    private static string Name(Type type, Type[] arguments, Func<Type, string> write)
    {
        var outer = type.IsNested ? Of(type.DeclaringType!) + "." : "";
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return outer + (tick < 0 ? type.Name : $"{type.Name[..tick]}<{string.Join(", ", arguments.Select(write))}>");
    }

    private static string Literal(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        bool flag => flag ? "true" : "false",
        string text => $"\"{text}\"",
        Enum member => $"{member.GetType().Name}.{member}",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}

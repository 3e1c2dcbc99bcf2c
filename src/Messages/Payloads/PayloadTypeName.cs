using System.Runtime.CompilerServices;

namespace Troupe.Messages.Payloads;

/// <summary>Type names as people write them.</summary>
internal static class PayloadTypeName
{
    /// <summary>The name without namespace: <c>List&lt;Order&gt;</c>, <c>Order[]</c>, <c>(String, Stream)</c>.</summary>
    public static string Short(Type type)
    {
        if (type.IsArray)
            return $"{Short(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";

        if (!type.IsGenericType)
            return type.Name;

        var arguments = string.Join(", ", type.GetGenericArguments().Select(Short));
        if (type.IsAssignableTo(typeof(ITuple)) && type.IsValueType)
            return $"({arguments})";

        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return $"{(tick < 0 ? type.Name : type.Name[..tick])}<{arguments}>";
    }

    /// <summary>The name with namespace.</summary>
    public static string Full(Type type)
    {
        if (type.IsArray || type.IsGenericType)
        {
            var name = Short(type);
            return string.IsNullOrEmpty(type.Namespace) || type.IsArray || name.StartsWith('(') ? name : $"{type.Namespace}.{name}";
        }

        return (type.FullName ?? type.Name).Replace('+', '.');
    }
}

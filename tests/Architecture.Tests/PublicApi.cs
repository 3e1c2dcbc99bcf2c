using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Troupe.Architecture.Tests;

/// <summary>Writes what others can use of an assembly as text: one line a type, one line a member, in a fixed order.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Heading(type)).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
        }
        return text.ToString();
    }

    private static string Heading(Type type)
    {
        if (type.IsEnum)
            return $"enum {TypeText.FullName(type)} : {TypeText.Of(Enum.GetUnderlyingType(type))}";
        if (type.IsSubclassOf(typeof(Delegate)))
            return $"delegate {TypeText.FullName(type)}";
        var kind = type.IsInterface ? "interface"
            : type.IsValueType
                ? (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (type.IsByRefLike ? "ref struct" : "struct")
            : (type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + "class";
        var inherited = type.BaseType?.GetInterfaces().AsEnumerable() ?? [];
        string[] bases =
        [
            .. type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? new[] { TypeText.Of(parent) } : [],
            .. type.GetInterfaces().Except(inherited).Where(face => face.IsVisible).Select(TypeText.Of).Order(StringComparer.Ordinal),
        ];
        var parents = bases.Length > 0 ? $" : {string.Join(", ", bases)}" : "";
        return $"{kind} {TypeText.FullName(type)}{parents}{TypeText.Constraints(type.GetGenericArguments())}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}");
        }

        return type.GetMembers(Declared).Where(
            member => !member.IsDefined(typeof(CompilerGeneratedAttribute)) && !member.Name.Contains('<')).Select(Text).OfType<string>();
    }

    private static string? Text(MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } constructor when IsOpen(constructor) => $"{Marks(constructor)}new({Parameters(constructor)})",
        MethodInfo { IsSpecialName: false } method when IsOpen(method) => MethodText(method),
        MethodInfo method when method.Name.StartsWith("op_", StringComparison.Ordinal) && IsOpen(method) => MethodText(method),
        PropertyInfo property => PropertyText(property),
        FieldInfo field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly => FieldText(field),
        EventInfo { AddMethod: { } add } raised when IsOpen(add) =>
            $"{Marks(add)}event {TypeText.Of(raised.EventHandlerType!)} {raised.Name}",
        _ => null,
    };

    private static string MethodText(MethodInfo method)
    {
        var generic = method.IsGenericMethod
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>"
            : "";
        var constraints = method.IsGenericMethod ? TypeText.Constraints(method.GetGenericArguments()) : "";
        return $"{Marks(method)}{TypeText.Of(method.ReturnParameter)} {method.Name}{generic}({Parameters(method)}){constraints}";
    }

    private static string? PropertyText(PropertyInfo property)
    {
        var get = property.GetMethod is { } getter && IsOpen(getter) ? getter : null;
        var set = property.SetMethod is { } setter && IsOpen(setter) ? setter : null;
        if ((get ?? set) is not { } accessor)
            return null;
        var initOnly = set?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        var index = property.GetIndexParameters() is { Length: > 0 } parameters
            ? $"[{string.Join(", ", parameters.Select(TypeText.Parameter))}]"
            : "";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        return $"{Marks(accessor)}{required}{TypeText.Of(property)} {property.Name}{index} "
            + $"{{{(get is null ? "" : " get;")}{(set is null ? "" : initOnly ? " init;" : " set;")} }}";
    }

    private static string FieldText(FieldInfo field)
    {
        var marks = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        var value = field.IsLiteral ? " = " + Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture) : "";
        return $"{(field.IsPublic ? "" : "protected ")}{marks}{TypeText.Of(field)} {field.Name}{value}";
    }

    private static bool IsOpen(MethodBase method) =>
        method.IsPublic || (method.DeclaringType is { IsSealed: false } && (method.IsFamily || method.IsFamilyOrAssembly));

    private static string Marks(MethodBase method)
    {
        var access = method.IsPublic ? "" : "protected ";
        if (method.IsStatic)
            return access + "static ";
        if (method.IsAbstract)
            return method.DeclaringType!.IsInterface ? access : access + "abstract ";
        return method is MethodInfo { IsVirtual: true, IsFinal: false } change
            ? access + (change.GetBaseDefinition() != change ? "override " : "virtual ")
            : access;
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(TypeText.Parameter));
}

using System.Reflection;
using System.Reflection.Emit;

namespace Troupe.Architecture.Tests;

/// <summary>Which types of its own assembly a type uses: in its signatures, and in the code of its methods.</summary>
internal static class TypeUses
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>The uses between types that are not nested; what a nested type uses is its outer type's.</summary>
    public static IEnumerable<(Type User, Type Used)> In(Assembly assembly) =>
        from type in assembly.GetTypes()
        let user = Outer(type)
        from used in UsedBy(type).SelectMany(Parts).Where(used => used.Assembly == assembly).Select(Outer).Distinct()
        where used != user
        select (user, used);

    private static IEnumerable<Type> UsedBy(Type type)
    {
        var methods = type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).ToList();
        return new[] { type.BaseType }.OfType<Type>()
            .Concat(type.GetInterfaces())
            .Concat(type.GetFields(Declared).Select(field => field.FieldType))
            .Concat(type.GetCustomAttributesData().SelectMany(attribute => attribute.ConstructorArguments.Select(argument => argument.Value)
                .OfType<Type>()
                .Append(attribute.AttributeType)))
            .Concat(methods.SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType)))
            .Concat(methods.OfType<MethodInfo>().Select(method => method.ReturnType))
            .Concat(methods.SelectMany(InCode));
    }

    private static IEnumerable<Type> InCode(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
            return [];
        return body.LocalVariables.Select(local => local.LocalType)
            .Concat(body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
                .Select(clause => clause.CatchType)
                .OfType<Type>())
            .Concat(Tokens(body.GetILAsByteArray()!).SelectMany(token => Named(method, token)));
    }

    private static IEnumerable<Type> Named(MethodBase user, int token)
    {
        var ofType = user.DeclaringType!.IsGenericType ? user.DeclaringType.GetGenericArguments() : null;
        var ofMethod = user.IsGenericMethod ? user.GetGenericArguments() : null;
        return user.Module.ResolveMember(token, ofType, ofMethod) switch
        {
            Type type => [type],
            MethodBase method => method.IsGenericMethod && method is MethodInfo
                ? [method.DeclaringType!, .. method.GetGenericArguments()]
                : [method.DeclaringType!],
            FieldInfo field => [field.DeclaringType!],
            _ => [],
        };
    }

    /// <summary>The tokens of members and types in a method's code.</summary>
    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? unchecked((short)(0xFE00 | code[at + 1])) : code[at];
            at += code[at] == 0xFE ? 2 : 1;
            switch (s_codes[value].OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    yield return BitConverter.ToInt32(code, at);
                    at += sizeof(int);
                    break;
                case OperandType.InlineSwitch:
                    at += sizeof(int) * (1 + BitConverter.ToInt32(code, at));
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += sizeof(long);
                    break;
                case OperandType.InlineBrTarget or OperandType.InlineI or OperandType.InlineString or OperandType.InlineSig
                    or OperandType.ShortInlineR:
                    at += sizeof(int);
                    break;
                case OperandType.InlineVar:
                    at += sizeof(short);
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at++;
                    break;
            }
        }
    }

    /// <summary>A type with what it is made of: its element, and its arguments.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
        type.IsGenericParameter ? []
        : type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];

    private static Type Outer(Type type) => type.DeclaringType is { } outer ? Outer(outer) : type;
}

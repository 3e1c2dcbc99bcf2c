using System.Numerics;
using System.Reflection;

namespace Troupe.Messages.Functions;

/// <summary>Tells code that only computes from code that calls other code.</summary>
internal static class PureCode
{
    private const int Calli = 0x29, Ldsfld = 0x7E, Stsfld = 0x80;

    /// <summary>What computes and does nothing else.</summary>
    private static readonly Type[] s_arithmetic = [typeof(Math), typeof(MathF), typeof(BitOperations), typeof(BitConverter)];

    /// <summary>Whether a method's body has no calls but those of the framework's arithmetic. What cannot be read counts as a
    /// call.</summary>
    public static bool IsIn(MethodInfo method)
    {
        var scanner = new IlScanner(method.GetMethodBody()?.GetILAsByteArray());
        while (scanner.MoveNext())
        {
            switch (scanner.Code)
            {
                case IlScanner.Call when IsArithmetic(method, scanner.Operand):
                    break;
                case IlScanner.Call or IlScanner.Callvirt or IlScanner.Newobj or IlScanner.Jmp or Calli:
                case >= Ldsfld and <= Stsfld: // The first use of a static runs its type's initializer.
                    return false;
            }
        }
        return !scanner.IsBroken;
    }

    private static bool IsArithmetic(MethodInfo method, int token)
    {
        try
        {
            var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
            var called = method.Module.ResolveMethod(token, method.DeclaringType?.GetGenericArguments(), ofMethod);
            return called?.DeclaringType is { } type && (type.IsPrimitive || s_arithmetic.Contains(type));
        }
        catch (Exception error) when (error is ArgumentException or BadImageFormatException or TypeLoadException or IOException)
        {
            return false; // It calls what is not there.
        }
    }
}

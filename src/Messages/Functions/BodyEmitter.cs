using System.Reflection.Emit;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>
/// Emits the small bridge from the uniform <c>Body</c> delegates to a user's method (target unwrapped, token put where the
/// method wants it or dropped) and builds the typed invoker around it.
/// </summary>
internal static class BodyEmitter
{
    private static readonly Type[] s_bodies =
        [typeof(Body<>), typeof(Body<,>), typeof(Body<,,>), typeof(Body<,,,>), typeof(Body<,,,,>)];

    private static readonly Type[] s_invokers =
        [typeof(FunctionInvoker<,>), typeof(FunctionInvoker<,,>), typeof(FunctionInvoker<,,,>), typeof(FunctionInvoker<,,,,>),
            typeof(FunctionInvoker<,,,,,>)];

    public static JobInvoker Build(FunctionShape shape)
    {
        var raw = shape.ReturnType == typeof(void) ? typeof(Nothing) : shape.ReturnType;
        var kind = shape.ReturnKind.IsGenericTypeDefinition ? shape.ReturnKind.MakeGenericType(shape.ResultType!) : shape.ReturnKind;
        var body = s_bodies[shape.Encoded.Length].MakeGenericType([.. shape.Encoded, raw]);
        var invoker = s_invokers[shape.Encoded.Length].MakeGenericType([.. shape.Encoded, raw, kind]);
        return (JobInvoker)Activator.CreateInstance(invoker, Emit(shape, body, raw), shape)!;
    }

    private static Delegate Emit(FunctionShape shape, Type body, Type raw)
    {
        // The bridge is closed over an unused null, because delegates with a first argument bound are the fastest to call.
        DynamicMethod bridge = new(
            shape.Method.Name, raw, [typeof(object), typeof(object), .. shape.Encoded, typeof(CancellationToken)],
            typeof(BodyEmitter).Module, skipVisibility: true);
        var il = bridge.GetILGenerator();
        var method = shape.Method;
        var owner = method.DeclaringType!;
        if (!method.IsStatic)
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(owner.IsValueType ? OpCodes.Unbox : OpCodes.Castclass, owner);
        }

        var encoded = 2;
        for (var i = 0; i < shape.Signature.Length; i++)
        {
            il.Emit(OpCodes.Ldarg, (short)(i == shape.TokenIndex ? shape.Encoded.Length + 2 : encoded++));
            if (i == 0 && shape.Role == FunctionRole.InstanceCall)
                il.Emit(OpCodes.Call, shape.Encoded[0].GetMethod(nameof(HostedInstance<>.Value))!);
        }

        // The target is exactly of the declaring type and may be null for lambdas that capture nothing: never callvirt.
        il.Emit(OpCodes.Call, method);
        if (shape.ReturnType == typeof(void))
        {
            var nothing = il.DeclareLocal(typeof(Nothing));
            il.Emit(OpCodes.Ldloc, nothing);
        }

        il.Emit(OpCodes.Ret);
        return bridge.CreateDelegate(body, null);
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>What both sides derive alike from a method and the signature it is called with.</summary>
internal sealed class FunctionShape
{
    /// <summary>The most parameters that can be encoded; a token does not count.</summary>
    public const int MaxParameters = 4;

    private FunctionShape(MethodInfo method, Type[] signature, Type returnType, FunctionRole role)
    {
        Role = role;
        Method = method;
        Signature = signature;
        ReturnType = returnType;
        TokenIndex = Array.IndexOf(signature, typeof(CancellationToken));
        Encoded = [.. signature.Where((_, i) => i != TokenIndex)];
        HasTarget = !method.IsStatic && !IsStateless(method.DeclaringType!);
        (ResultType, ReturnKind) = role == FunctionRole.Factory ? Keep(returnType) : Unwrap(returnType);
        if (role == FunctionRole.InstanceCall)
            Encoded[0] = typeof(HostedInstance<>).MakeGenericType(signature[0]);
    }

    /// <summary>What the function has to do with the hosted object.</summary>
    public FunctionRole Role { get; }

    public MethodInfo Method { get; }

    /// <summary>All parameter types, as the delegate declares them.</summary>
    public Type[] Signature { get; }

    public Type ReturnType { get; }

    /// <summary>The parameters that are encoded: all but the token.</summary>
    public Type[] Encoded { get; }

    /// <summary>Where the token stands, or -1.</summary>
    public int TokenIndex { get; }

    /// <summary>Whether captured data or an instance goes before the arguments.</summary>
    public bool HasTarget { get; }

    /// <summary>What is encoded as the result, or null for nothing.</summary>
    public Type? ResultType { get; }

    /// <summary>The open adapter type that completes the call: one of the <see cref="IReturn{T}"/> structs.</summary>
    public Type ReturnKind { get; }

    /// <summary>The delegate's signature, when it differs from the method's, with the return type last.</summary>
    public Type[] Variance
    {
        get
        {
            Type[] own = [.. Method.GetParameters().Select(p => p.ParameterType)];
            return own.SequenceEqual(Signature) && Method.ReturnType == ReturnType ? [] : [.. Signature, ReturnType];
        }
    }

    /// <exception cref="FunctionRefusedException">The signature cannot travel.</exception>
    public static FunctionShape Of(MethodInfo method, Type[] signature, Type returnType, FunctionRole role = FunctionRole.Plain)
    {
        var name = FunctionName.Of(method);
        if (method.ContainsGenericParameters || method.DeclaringType is null)
            throw new FunctionRefusedException($"{name} has open type parameters; call it through a lambda that names the types.");

        foreach (var type in signature.Append(returnType))
        {
            if (type.IsByRef || type.IsByRefLike || type.IsPointer || type.IsFunctionPointer)
            {
                throw new FunctionRefusedException(
                    $"{name} has a by-reference, span or pointer in its signature ({PayloadTypeName.Short(type)}), which cannot leave "
                        + "the process; wrap it in a lambda that takes and returns data.");
            }
        }

        if (signature.Count(t => t == typeof(CancellationToken)) > 1)
            throw new FunctionRefusedException($"{name} takes more than one CancellationToken; a job has only one.");

        RequireEnd(method, name);
        if (!method.IsStatic && method.DeclaringType.IsByRefLike)
            throw new FunctionRefusedException($"{name} is an instance method of a ref struct, which cannot leave the stack.");

        if (role == FunctionRole.InstanceCall && (signature.Length == 0 || signature[0] == typeof(CancellationToken)))
            throw new FunctionRefusedException($"{name} does not take the hosted object as its first argument.");

        FunctionShape shape = new(method, signature, returnType, role);
        return shape.Encoded.Length <= MaxParameters
            ? shape
            : throw new FunctionRefusedException(
                $"{name} takes {shape.Encoded.Length} arguments; at most {MaxParameters} can be passed. Use a record or a tuple, or "
                    + "capture them in a lambda.");
    }

    /// <summary>Refuses what is under way when it returns and gives nothing to wait for.</summary>
    /// <exception cref="FunctionRefusedException">It is <c>async void</c>.</exception>
    public static void RequireEnd(MethodInfo method, string name)
    {
        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false))
        {
            throw new FunctionRefusedException(
                $"{name} is async void: there would be no way to know when it ends, or that it failed. Let it "
                    + "return Task; a lambda does when it is passed as Func<Task>, not as Action.");
        }
    }

    // The compiler keeps lambdas that capture nothing in one class without instance fields.
    private static bool IsStateless(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        && type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length == 0;

    private static (Type? Result, Type Kind) Keep(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>)
            ? (null, typeof(InstanceTaskReturn<>).MakeGenericType(type.GetGenericArguments()))
            : (null, typeof(InstanceReturn<>).MakeGenericType(type));

    /// <summary>What comes back of a return type, and the adapter that gets it.</summary>
    public static (Type? Result, Type Kind) Unwrap(Type type)
    {
        if (type == typeof(void))
            return (null, typeof(VoidReturn));

        if (type == typeof(Task))
            return (null, typeof(TaskReturn));

        if (type == typeof(ValueTask))
            return (null, typeof(ValueTaskReturn));

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
            return (type.GetGenericArguments()[0], typeof(TaskReturn<>));

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            return (type.GetGenericArguments()[0], typeof(ValueTaskReturn<>));

        return (type, typeof(ValueReturn<>));
    }
}

using System.Collections.Concurrent;
using System.Reflection;
using Troupe.Messages.Assemblies;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>
/// The caller's view of what a delegate runs: one object per method and delegate type, so that it can be a key. The payload
/// of a call is <see cref="WriteTarget"/> and then each argument by <see cref="PayloadCodec{T}"/> of the delegate's parameter
/// type, without its token. Thread-safe.
/// </summary>
internal sealed class Function
{
    /// <summary>By method, then by delegate type. Not by a pair: code for a dictionary of pairs is compiled at each program's
    /// start.</summary>
    private static readonly ConcurrentDictionary<MethodInfo, ConcurrentDictionary<Type, Function>> s_functions = new();

    /// <summary>Those that make or use a hosted object; a delegate may be both one of these and a plain one.</summary>
    private static readonly Lazy<ConcurrentDictionary<(MethodInfo Method, Type Type, FunctionRole Role), Function>> s_ofInstance = new();

    [ThreadStatic]
    private static Delegate? s_lastDelegate;

    [ThreadStatic]
    private static Function? s_lastFunction;

    private readonly FunctionShape _shape;
    private readonly TargetFields? _target;

    private Function(FunctionShape shape)
    {
        _shape = shape;
        DisplayName = FunctionName.Of(shape.Method);
        _target = shape.HasTarget ? TargetFields.Of(shape.Method) : null;
        var method = shape.Method;
        var owner = method.DeclaringType!;
        Reference = new FunctionReference(
            AssemblyNames.SimpleNameOf(owner.Assembly), method.Module.ModuleVersionId, method.MetadataToken,
            owner.IsGenericType ? Array.ConvertAll(owner.GetGenericArguments(), TypeReference.Of) : [],
            method.IsGenericMethod ? Array.ConvertAll(method.GetGenericArguments(), TypeReference.Of) : [],
            Array.ConvertAll(shape.Variance, TypeReference.Of));
    }

    /// <summary>What it has to do with the object that its worker hosts.</summary>
    public FunctionRole Role => _shape.Role;

    /// <summary>What travels for the method.</summary>
    public FunctionReference Reference { get; }

    /// <summary>The display name, such as <c>Program.Add</c> or <c>lambda in Program.Main</c>.</summary>
    public string DisplayName { get; }

    /// <summary>Whether captured variables or an instance travel with each call.</summary>
    public bool HasTarget => _shape.HasTarget;

    /// <summary>Whether one parameter is a <see cref="CancellationToken"/>, which is supplied by the worker and not encoded.</summary>
    public bool TakesToken => _shape.TokenIndex >= 0;

    /// <summary>Whether it returns a task of either kind, which the worker waits for.</summary>
    public bool ReturnsTask => _shape.ReturnKind != typeof(VoidReturn) && _shape.ReturnKind != typeof(ValueReturn<>);

    /// <summary>Whether a value comes back: the return value or the task's result.</summary>
    public bool HasResult => _shape.ResultType is not null;

    /// <summary>How many arguments are encoded.</summary>
    public int ParameterCount => _shape.Encoded.Length;

    /// <summary>The function a delegate runs.</summary>
    /// <exception cref="FunctionRefusedException">
    /// It belongs to the framework, is made at run time, has several targets, or a signature that cannot travel.
    /// </exception>
    /// <exception cref="PayloadNotEncodableException">
    /// A captured variable, a field of the instance, a parameter or the result has a type that cannot travel.
    /// </exception>
    public static Function Of(Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (ReferenceEquals(function, s_lastDelegate))
            return s_lastFunction!;

        RequireSingleTarget(function);
        var found = s_functions.TryGetValue(function.Method, out var shapes)
            && shapes.TryGetValue(function.GetType(), out var known) ? known : Add(function);
        if (!found.HasTarget)
        {
            // Only delegates without data are kept: others would keep their captured objects alive.
            s_lastFunction = found;
            s_lastDelegate = function;
        }

        return found;
    }

    /// <summary>The function a delegate runs that makes, or uses, the object which its worker hosts.</summary>
    /// <param name="function">The delegate.</param>
    /// <param name="role">What it has to do with that object; that type need not be one that can travel.</param>
    /// <exception cref="FunctionRefusedException">As for other delegates.</exception>
    /// <exception cref="PayloadNotEncodableException">As for other delegates.</exception>
    public static Function Of(Delegate function, FunctionRole role)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (role == FunctionRole.Plain)
            return Of(function);

        RequireSingleTarget(function);
        return s_ofInstance.Value.TryGetValue((function.Method, function.GetType(), role), out var known)
            ? known
            : s_ofInstance.Value.GetOrAdd((function.Method, function.GetType(), role), new Function(ShapeOf(function, role)));
    }

    private static void RequireSingleTarget(Delegate function)
    {
        if (!function.HasSingleTarget)
        {
            throw new FunctionRefusedException(
                "The delegate has several targets; a job runs one function. Pass one of them, or a lambda that calls them all.");
        }
    }

    /// <summary>Appends the captured variables or the instance's fields; nothing when <see cref="HasTarget"/> is false.</summary>
    /// <exception cref="PayloadEncodingException">A captured value cannot be encoded.</exception>
    public void WriteTarget(PayloadWriter writer, Delegate function)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(function);
        _target?.Write(writer, function.Target!);
    }

    /// <inheritdoc/>
    public override string ToString() => DisplayName;

    private static Function Add(Delegate function) =>
        s_functions.GetOrAdd(function.Method, _ => new()).GetOrAdd(function.GetType(), new Function(ShapeOf(function, FunctionRole.Plain)));

    private static FunctionShape ShapeOf(Delegate function, FunctionRole role)
    {
        var method = function.Method;
        if (method.DeclaringType is null || method.Module.Assembly.IsDynamic)
        {
            throw new FunctionRefusedException(
                $"'{method.Name}' was made at run time and does not exist in the worker; pass a method or a lambda of your code.");
        }

        var name = FunctionName.Of(method);
        if (FrameworkAssemblies.Contains(method.DeclaringType.Assembly))
            throw new FunctionRefusedException($"{name} belongs to the framework; wrap it in a lambda.");

        if (method.IsStatic && function.Target is not null)
            throw new FunctionRefusedException($"{name} is bound to its first argument; wrap the call in a lambda.");

        if (!method.IsStatic && function.Target is null)
            throw new FunctionRefusedException($"{name} is an instance method without an instance; wrap the call in a lambda.");

        var invoke = function.GetType().GetMethod("Invoke")!;
        var shape = FunctionShape.Of(method, [.. invoke.GetParameters().Select(p => p.ParameterType)], invoke.ReturnType, role);
        RequireEncodable(shape, name);
        return shape;
    }

    private static void RequireEncodable(FunctionShape shape, string name)
    {
        var parameters = shape.Method.GetParameters();
        for (var i = 0; i < shape.Signature.Length; i++)
        {
            if (i != shape.TokenIndex && (i > 0 || shape.Role != FunctionRole.InstanceCall))
            {
                RequireNoOptions(shape.Signature[i], $"parameter '{parameters[i].Name}' of {name}");
                Require(shape.Signature[i], $"parameter '{parameters[i].Name}' of {name}");
            }
        }

        if (shape.ResultType is { } result)
            Require(result, $"result of {name}");
    }

    // With a lambda of one parameter without a type, the compiler takes the options of the call for its argument.
    private static void RequireNoOptions(Type type, string place)
    {
        if (OwnAssemblies.Contains(AssemblyNames.SimpleNameOf(type.Assembly)) && type.Name.EndsWith("Options", StringComparison.Ordinal))
        {
            throw new PayloadNotEncodableException(place, PayloadTypeName.Full(type),
                $"the {type.Name} was taken for the function's argument. To give it to the call, write options: in front of it.");
        }
    }

    private static void Require(Type type, string place)
    {
        try
        {
            PayloadCodecFactory.InstanceOf(type);
        }
        catch (PayloadNotEncodableException refusal)
        {
            throw refusal.Under(place, PayloadTypeName.Short(type));
        }
    }
}

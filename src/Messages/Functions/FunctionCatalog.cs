using System.Collections.Concurrent;
using System.Reflection;
using Troupe.Messages.Assemblies;
using Troupe.Messages.Payloads;
using Troupe.Messages.References;

namespace Troupe.Messages.Functions;

/// <summary>
/// Turns function references from outside into invokers. Whether the assembly is allowed is checked before it is loaded and
/// before anything else of the reference is looked at. Thread-safe; every function is built once.
/// </summary>
internal sealed class FunctionCatalog
{
    private readonly ConcurrentDictionary<FunctionReference, JobInvoker> _invokers = new();
    private readonly ConcurrentDictionary<NamedFunction, JobInvoker> _named = new();
    private readonly Lazy<ConcurrentDictionary<(FunctionReference Reference, FunctionRole Role), JobInvoker>> _ofInstance = new();
    private readonly AllowedAssemblies _allowed;
    private readonly Func<string, Assembly> _load;

    /// <summary>Creates a catalog.</summary>
    /// <param name="allowed">The assemblies whose functions may be called.</param>
    /// <param name="load">
    /// Loads an assembly by simple name; only called for allowed names and for plain types as generic arguments. Default: the
    /// app's own dependency graph.
    /// </param>
    public FunctionCatalog(AllowedAssemblies allowed, Func<string, Assembly>? load = null)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        _allowed = allowed;
        _load = load ?? (static name => Assembly.Load(new AssemblyName(name)));
    }

    /// <summary>The invoker of a referenced method.</summary>
    /// <exception cref="FunctionRefusedException">
    /// The assembly is not allowed or cannot be loaded, is another build, or the method or its types do not fit.
    /// </exception>
    public JobInvoker Resolve(FunctionReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return _invokers.TryGetValue(reference, out var known) ? known : _invokers.GetOrAdd(reference, Build(reference));
    }

    /// <summary>The invoker of a referenced method that makes or uses the object which this process hosts.</summary>
    /// <exception cref="FunctionRefusedException">As for other references.</exception>
    public JobInvoker Resolve(FunctionReference reference, FunctionRole role)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return role == FunctionRole.Plain
            ? Resolve(reference)
            : _ofInstance.Value.GetOrAdd((reference, role), key => Build(key.Reference, key.Role));
    }

    /// <summary>The type of an actor that a worker is to host.</summary>
    /// <exception cref="FunctionRefusedException">It is none of an allowed assembly, is another build's, or is abstract.</exception>
    public Type ResolveHostedType(TypeReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        Type type;
        try
        {
            type = ResolveShape(reference, inSignature: false);
        }
        catch (Exception e) when (e is not FunctionRefusedException)
        {
            throw new FunctionRefusedException(
                $"The type 0x{reference.Token:X8} of '{reference.AssemblyName}' cannot be hosted: {e.Message}",
                e);
        }

        return IsOfApplication(type) && !type.IsAbstract && !type.IsValueType
            ? type
            : throw new FunctionRefusedException(
                $"{PayloadTypeName.Full(type)} cannot be hosted: it must be a class of the application that is not abstract. Its "
                    + "assembly must be one of AllowedAssemblies, where the pool names them.");
    }

    /// <summary>The invoker of a function called by name.</summary>
    /// <exception cref="FunctionNotFoundException">No public static method has that name and takes so many arguments.</exception>
    /// <exception cref="FunctionRefusedException">What it takes or returns cannot travel.</exception>
    public JobInvoker Resolve(NamedFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return _named.TryGetValue(function, out var known)
            ? known
            : _named.GetOrAdd(function, new NamedFunctionSearch(_allowed, _load).Find(function));
    }

    /// <summary>The type of a message between actors: the app's own, or plain framework data; never Troupe's.</summary>
    /// <exception cref="FunctionRefusedException">
    /// The assembly is not allowed, cannot be loaded or is another build, or values of the type cannot travel.
    /// </exception>
    public Type ResolveMessage(TypeReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        try
        {
            var type = ResolveType(reference, inSignature: false);
            PayloadCodecFactory.InstanceOf(type);
            return type;
        }
        catch (Exception e) when (e is not FunctionRefusedException)
        {
            throw new FunctionRefusedException(
                $"The message type 0x{reference.Token:X8} of '{reference.AssemblyName}' cannot be used here: {e.Message}",
                e);
        }
    }

    private JobInvoker Build(FunctionReference reference, FunctionRole role = FunctionRole.Plain)
    {
        var module = LoadModule(reference.AssemblyName, reference.ModuleVersionId, functions: true);
        try
        {
            var method = FindMethod(module, reference);
            Type[] signature = [.. method.GetParameters().Select(p => p.ParameterType)];
            var returnType = method.ReturnType;
            if (reference.Signature.Count > 0)
            {
                Type[] declared = [.. reference.Signature.Select(r => ResolveType(r, inSignature: true))];
                RequireCompatible(method, signature, returnType, declared);
                signature = declared[..^1];
                returnType = declared[^1];
            }

            var shape = FunctionShape.Of(method, signature, returnType, role);
            foreach (var type in shape.Encoded.Append(shape.ResultType).OfType<Type>())
                PayloadCodecFactory.InstanceOf(type);

            return BodyEmitter.Build(shape);
        }
        catch (Exception e) when (e is not FunctionRefusedException)
        {
            throw new FunctionRefusedException($"The function {reference} cannot be called: {e.Message}", e);
        }
    }

    private Module LoadModule(string name, Guid build, bool functions)
    {
        if (functions && !_allowed.AllowsName(name))
        {
            throw new FunctionRefusedException(
                $"Functions of assembly '{name}' may not be called here: it is the framework's, Troupe's, or not in the allowed list. "
                    + "Add it to AllowedAssemblies if it is yours.");
        }

        Assembly assembly;
        try
        {
            assembly = _load(name);
        }
        catch (Exception e)
        {
            throw new FunctionRefusedException($"The assembly '{name}' cannot be loaded in the worker: {e.Message}", e);
        }

        if (functions && !_allowed.Allows(assembly))
            throw new FunctionRefusedException($"Functions of assembly '{name}' may not be called here: it belongs to the framework.");

        var module = assembly.ManifestModule;
        return module.ModuleVersionId == build
            ? module
            : throw new FunctionRefusedException(
                $"The caller and the worker run different builds of '{name}' ({build} and {module.ModuleVersionId}): rebuild and "
                    + "redeploy both sides.");
    }

    private MethodInfo FindMethod(Module module, FunctionReference reference)
    {
        const int MethodDefinitionTable = 0x06000000;
        if ((reference.MethodToken & 0xFF000000) != MethodDefinitionTable
            || module.ResolveMethod(reference.MethodToken) is not MethodInfo method || method.DeclaringType is not { } owner)
        {
            throw new FunctionRefusedException($"{reference} does not name a method.");
        }

        if (owner.IsGenericTypeDefinition || reference.TypeArguments.Count > 0)
        {
            owner = owner.MakeGenericType([.. reference.TypeArguments.Select(a => ResolveType(a, inSignature: false))]);
            method = (MethodInfo)MethodBase.GetMethodFromHandle(method.MethodHandle, owner.TypeHandle)!;
        }

        if (method.IsGenericMethodDefinition || reference.MethodArguments.Count > 0)
            method = method.MakeGenericMethod([.. reference.MethodArguments.Select(a => ResolveType(a, inSignature: false))]);

        return method.IsAbstract || method.ContainsGenericParameters
            ? throw new FunctionRefusedException($"{FunctionName.Of(method)} is abstract or open and cannot be called.")
            : method;
    }

    private Type ResolveType(TypeReference reference, bool inSignature)
    {
        var type = ResolveShape(reference, inSignature);
        if (inSignature
            && (type == typeof(void) || type == typeof(CancellationToken) || type.IsAssignableTo(typeof(Task)) || IsValueTask(type)))
        {
            return type;
        }

        if (!IsOfApplication(type))
        {
            // Plain data only: a framework type as argument must not smuggle in code.
            PayloadCodecFactory.InstanceOf(type);
        }

        return type;
    }

    private Type ResolveShape(TypeReference reference, bool inSignature)
    {
        if (reference.IsArray)
            return ResolveType(reference.Arguments[0], inSignature).MakeArrayType();

        var definition = reference.WellKnownType ?? FindType(reference);
        return definition.IsGenericTypeDefinition
            ? definition.MakeGenericType([.. reference.Arguments.Select(a => ResolveType(a, inSignature))])
            : definition;
    }

    private Type FindType(TypeReference reference)
    {
        const int TypeDefinitionTable = 0x02000000;
        var allowed = _allowed.AllowsName(reference.AssemblyName);
        var maybeActor = !allowed && reference.AssemblyName == ActorReferences.AssemblyName;
        if (!allowed && !maybeActor && !FrameworkAssemblies.ContainsName(reference.AssemblyName))
        {
            throw new FunctionRefusedException(
                $"Types of assembly '{reference.AssemblyName}' may not be used here; add it to AllowedAssemblies if it is yours.");
        }

        var module = LoadModule(reference.AssemblyName, reference.ModuleVersionId, functions: allowed);
        var type = (reference.Token & 0xFF000000) == TypeDefinitionTable
            ? module.ResolveType(reference.Token)
            : throw new FunctionRefusedException($"0x{reference.Token:X8} in '{reference.AssemblyName}' does not name a type.");
        return !maybeActor || ActorReferences.IsType(type)
            ? type
            : throw new FunctionRefusedException(
                $"Of the types of '{reference.AssemblyName}' only references to actors may be used here, "
                + $"not {PayloadTypeName.Full(type)}.");
    }

    private bool IsOfApplication(Type type) => !type.IsArray && _allowed.Allows(type.Assembly);

    private static bool IsValueTask(Type type) =>
        type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    private static void RequireCompatible(MethodInfo method, Type[] signature, Type returnType, Type[] declared)
    {
        var fits = declared.Length == signature.Length + 1 && Converts(returnType, declared[^1]);
        for (var i = 0; fits && i < signature.Length; i++)
            fits = Converts(declared[i], signature[i]);

        if (!fits)
            throw new FunctionRefusedException($"The signature sent for {FunctionName.Of(method)} does not fit the method.");
    }

    // Only reference conversions: anything else would let a peer reinterpret memory.
    private static bool Converts(Type from, Type to) => from == to || (!from.IsValueType && !to.IsValueType && from.IsAssignableTo(to));
}

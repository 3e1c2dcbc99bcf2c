using System.Reflection;
using System.Reflection.Metadata;

namespace Troupe.Messages.Functions;

/// <summary>
/// Finds which captured variables a lambda can reach. The compiler keeps the captured variables of one scope in one object,
/// whichever lambda uses them. Here the code of the lambda is read, and that of all generated code it names: nested lambdas,
/// local functions, the state machines of async bodies and iterators. It looks at nothing but the module's own bytes and loads
/// no other assembly for them, so that two processes with the same build find the same.
/// </summary>
internal sealed class ClosureUse
{
    // Also keeps the assembly loaded while its metadata is read.
    private readonly Module _module;
    private readonly ModuleMetadata _metadata;
    private readonly HashSet<int> _seen = [];
    private readonly List<int> _open = [];
    private readonly HashSet<int> _fields = [];

    private ClosureUse(Module module, ModuleMetadata metadata)
    {
        _module = module;
        _metadata = metadata;
    }

    /// <summary>Whether the compiler made the type to hold the captured variables of a scope.</summary>
    public static bool IsDisplayClass(Type type) => type.IsNested && IsDisplayClass(type.Name);

    /// <summary>The metadata tokens of the captured variables that a lambda reaches; null when its code is not understood, so it may be
    /// any.</summary>
    public static unsafe IReadOnlySet<int>? Of(MethodInfo lambda)
    {
        if (!lambda.Module.Assembly.TryGetRawMetadata(out var start, out var length))
            return null;

        try
        {
            ClosureUse use = new(lambda.Module, new ModuleMetadata(new MetadataReader(start, length)));
            use.Open(lambda.MetadataToken);
            var understood = true;
            for (var i = 0; understood && i < use._open.Count; i++)
                understood = use.Scan(use._open[i]);

            return understood ? use._fields : null;
        }
        catch (Exception odd) when (odd is BadImageFormatException or ArgumentException or IOException or TypeLoadException
            or NotSupportedException or InvalidCastException)
        {
            // Code that cannot be read is no error: then all captured variables travel, as if all were used.
            return null;
        }
    }

    private static bool IsDisplayClass(string name) => name.StartsWith("<>c__DisplayClass", StringComparison.Ordinal);

    private void Open(int method)
    {
        if (_seen.Add(method))
            _open.Add(method);
    }

    private bool Scan(int method)
    {
        var inClosure = !_metadata.IsStaticMethod(method) && IsDisplayClass(_metadata.TypeName(_metadata.OwnerOf(method)));
        var closureOnTop = false;
        IlScanner code = new(_module.ResolveMethod(method)?.GetMethodBody()?.GetILAsByteArray());
        while (code.MoveNext())
        {
            var understood = code.Code switch
            {
                IlScanner.Ldfld or IlScanner.Ldflda => UseField(code.Operand) || true,
                IlScanner.Stfld => UseField(code.Operand) || !closureOnTop,
                IlScanner.Ldftn or IlScanner.Ldvirtftn => UseMethod(code.Operand) || true,
                IlScanner.Call or IlScanner.Callvirt or IlScanner.Newobj or IlScanner.Jmp => UseMethod(code.Operand) || !closureOnTop,
                // Expression trees and reflection: the closure goes where no code shows what is done with it.
                IlScanner.Ldtoken or IlScanner.Box => !IsDisplayClass(_metadata.TypeName(_metadata.OwnerOf(code.Operand))),
                _ => !closureOnTop || !IlScanner.TakesTopAway(code.Code),
            };
            if (!understood)
                return false;

            closureOnTop = inClosure && code.Code == IlScanner.Self;
        }

        return !code.IsBroken;
    }

    /// <returns>Whether it is a field of the compiler's own types.</returns>
    private bool UseField(int token)
    {
        var owner = _metadata.OwnerOf(token);
        if (!IsDisplayClass(_metadata.TypeName(owner)))
            return UseStateMachine(owner);

        _fields.UnionWith(_metadata.FieldsOf(owner, token));
        return true;
    }

    /// <returns>Whether it is a method of the compiler's making.</returns>
    private bool UseMethod(int token)
    {
        var owner = _metadata.OwnerOf(token);
        var generated = IsDisplayClass(_metadata.TypeName(owner)) || UseStateMachine(owner);
        foreach (var definition in _metadata.MethodsOf(owner, token))
        {
            // Whatever the compiler made has such a name, but for the constructors of closures, which set nothing.
            if (_metadata.MethodName(definition).StartsWith('<'))
            {
                generated = true;
                Open(definition);
            }
        }

        return generated;
    }

    // The method that starts a state machine always sets its fields; who runs the machine is not to be seen there.
    private bool UseStateMachine(int type)
    {
        var name = _metadata.TypeName(type);
        var stateMachine = name.StartsWith('<') && name.Contains(">d", StringComparison.Ordinal);
        if (stateMachine && _seen.Add(type))
            _metadata.MethodsOf(type).ForEach(Open);

        return stateMachine;
    }
}

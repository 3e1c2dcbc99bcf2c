using System.Reflection;
using System.Runtime.Loader;
using Troupe.Messages.Assemblies;
using Troupe.Messages.Functions;
using Troupe.Messages.Handshakes;
using Troupe.Messages.Payloads;

namespace Troupe.WorkerNode;

/// <summary>
/// The functions of this link by number. A function that cannot be resolved is remembered with its error: each call of it
/// fails with that error, and nothing else on the link does. One thread may look a function up for its job while another, which has just
/// taken the lead, defines the next one.
/// </summary>
internal sealed class FunctionTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Entry> _entries = [];
    private readonly FunctionCatalog _catalog;
    private readonly PlugInContext? _plugIn;

    public FunctionTable(WorkerSettings settings)
    {
        _plugIn = settings.PluginPath is { } application ? new PlugInContext(application) : null;
        // What the worker itself is made of must not be callable by a plug-in's caller.
        Allowed = settings.AllowedAssemblies is { } names ? AllowedAssemblies.Only(names)
            : settings.PluginPath is { } path ? AllowedAssemblies.PlugIn(path)
            : AllowedAssemblies.Application;
        _catalog = new FunctionCatalog(Allowed, LoadAssembly);
    }

    /// <summary>The assemblies whose functions, and whose types as messages, may be used here.</summary>
    public AllowedAssemblies Allowed { get; }

    /// <summary>Loads an allowed assembly in the plug-in's dependency graph; null where the program's own is the one.</summary>
    public Func<string, Assembly>? LoadAssembly => _plugIn is null ? null : _plugIn.LoadByName;

    private sealed record Entry(JobInvoker? Invoker, Exception? Error);

    /// <summary>Binds a number to a function.</summary>
    public void Define(int number, ReadOnlySpan<byte> function)
    {
        Entry entry;
        try
        {
            entry = new Entry(Resolve(function), null);
        }
        catch (Exception error)
        {
            // Refused, not found, or its assembly cannot be loaded: an error of the jobs that call it.
            entry = new Entry(null, error);
        }
        lock (_gate)
            _entries[number] = entry;
    }

    /// <summary>Finds a defined function.</summary>
    public JobInvoker Get(int number)
    {
        Entry? entry;
        lock (_gate)
            entry = _entries.GetValueOrDefault(number);
        if (entry is null)
            throw new FunctionRefusedException($"Function number {number} was not defined on this link before it was called.");
        return entry.Invoker ?? throw entry.Error!;
    }

    /// <summary>Resolves an encoded function.</summary>
    public JobInvoker Resolve(ReadOnlySpan<byte> function)
    {
        // Names are looked up in loaded assemblies first, and the plug-in's own are what callers mean.
        _plugIn?.LoadOwn();
        var reader = new PayloadReader(function);
        return FunctionDefinition.Read(ref reader) switch
        {
            { Reference: { } reference, Role: var role } => _catalog.Resolve(reference, role),
            { Named: { } named } => _catalog.Resolve(named),
            _ => throw new FunctionRefusedException("The function definition names no function."),
        };
    }

    /// <summary>The plug-in's own dependency graph; Troupe's assemblies and Akka are shared, so that both sides speak of the same
    /// types.</summary>
    private sealed class PlugInContext : AssemblyLoadContext
    {
        private readonly string _application;
        private readonly AssemblyDependencyResolver _resolver;
        private Assembly? _own;

        public PlugInContext(string application)
            : base("plug-in")
        {
            _application = application;
            _resolver = new AssemblyDependencyResolver(application);
            OwnName = AssemblyName.GetAssemblyName(application).Name ?? Path.GetFileNameWithoutExtension(application);
            Resolving += (_, name) => NotFound<Assembly?>(name.Name);
            ResolvingUnmanagedDll += (_, name) => NotFound<nint>(name);
        }

        public string OwnName { get; }

        public Assembly LoadOwn() => _own ??= LoadFromAssemblyPath(_application);

        public Assembly LoadByName(string name) =>
            name == OwnName ? LoadOwn() : LoadFromAssemblyName(new AssemblyName(name));

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (assemblyName.Name is "Troupe.Messages" or "Troupe.Platform" or "Troupe.Links" or "Akka")
                return null;
            return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
        }

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

        // Neither here nor in the framework; another resolver may still find it.
        private static T? NotFound<T>(string? name)
        {
            MissingParts.Note(name);
            return default;
        }
    }
}

using System.Reflection;

namespace Troupe.Messages.Assemblies;

/// <summary>
/// Which assemblies' functions may be called. The framework's and Troupe's own never are; an assembly is looked up in a table
/// of names, never searched for by a name that came from outside. Immutable, thread-safe.
/// </summary>
internal sealed class AllowedAssemblies
{
    /// <summary>What Troupe's packages bring along: part of each application, but nothing of what it is about. One that means such an
    /// assembly names it.</summary>
    private static readonly HashSet<string> s_brought = new(StringComparer.OrdinalIgnoreCase)
    {
        "Akka", "Newtonsoft.Json", "Microsoft.Extensions.ObjectPool", "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Win32.SystemEvents",
        "System.Configuration.ConfigurationManager",
        "System.Drawing.Common", "System.Security.AccessControl", "System.Security.Cryptography.ProtectedData",
        "System.Security.Permissions",
        "System.Security.Principal.Windows", "System.Windows.Extensions",
    };

    private readonly HashSet<string>? _names;
    private readonly HashSet<string> _application;

    private AllowedAssemblies(HashSet<string>? names, HashSet<string> application)
    {
        _names = names;
        _application = application;
    }

    /// <summary>Everything the application is made of, except the framework, Troupe, and the packages that Troupe needs.</summary>
    public static AllowedAssemblies Application { get; } = new(null, ApplicationNames());

    /// <summary>The simple names that may be loaded, in no order; never the framework's or Troupe's.</summary>
    public IReadOnlyCollection<string> Names => _names ?? _application;

    /// <summary>Only these assemblies, by simple name without extension.</summary>
    /// <exception cref="ArgumentException">A name is empty, or is Troupe's own.</exception>
    public static AllowedAssemblies Only(params IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] all = [.. names];
        foreach (var name in all)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name, nameof(names));
            if (OwnAssemblies.Contains(name))
                throw new ArgumentException($"{name} is part of Troupe; its methods are never called as jobs.", nameof(names));
        }

        return new AllowedAssemblies(all.ToHashSet(StringComparer.OrdinalIgnoreCase), []);
    }

    /// <summary>A plug-in and the assemblies that lie beside it, except the framework and Troupe.</summary>
    /// <param name="path">The plug-in's file.</param>
    /// <exception cref="DirectoryNotFoundException">Its folder does not exist.</exception>
    public static AllowedAssemblies PlugIn(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new AllowedAssemblies(null, Directory.EnumerateFiles(folder, "*.dll")
            .Select(ManagedName)
            .Prepend(Path.GetFileNameWithoutExtension(path))
            .OfType<string>()
            .Where(name => !OwnAssemblies.Contains(name) && !s_brought.Contains(name) && !FrameworkAssemblies.ContainsName(name))
            .ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether an assembly of this simple name may be loaded to run its functions.</summary>
    public bool AllowsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (OwnAssemblies.Contains(name))
            return false;

        return _names is not null ? _names.Contains(name) : !s_brought.Contains(name) && (_application.Contains(name) || IsLoaded(name));
    }

    /// <summary>Whether functions of this loaded assembly may be called.</summary>
    public bool Allows(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return !assembly.IsDynamic && !FrameworkAssemblies.Contains(assembly) && AllowsName(AssemblyNames.SimpleNameOf(assembly));
    }

    // Assemblies the app loaded itself, as plug-ins do, are part of it too.
    private static bool IsLoaded(string name) => AppDomain.CurrentDomain.GetAssemblies().Any(a =>
        !a.IsDynamic && string.Equals(AssemblyNames.SimpleNameOf(a), name, StringComparison.OrdinalIgnoreCase)
            && !FrameworkAssemblies.Contains(a));

    private static string? ManagedName(string file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file).Name;
        }
        catch (Exception error) when (error is BadImageFormatException or IOException)
        {
            return null; // A native library, say: nothing in it can be called as a job.
        }
    }

    private static HashSet<string> ApplicationNames() =>
        ((AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string) ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => !FrameworkAssemblies.ContainsFile(path))
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => !OwnAssemblies.Contains(name) && !s_brought.Contains(name))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
}

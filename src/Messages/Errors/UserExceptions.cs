using System.Reflection;
using Troupe.Messages.Assemblies;

namespace Troupe.Messages.Errors;

/// <summary>
/// The app's own exception types that a job may bring back: public ones of allowed assemblies that are already loaded, with a
/// constructor of a message, or of a message and an inner exception. Nothing is loaded because of a name. Thread-safe.
/// </summary>
/// <param name="allowed">Whose types may be created.</param>
internal sealed class UserExceptions(AllowedAssemblies allowed)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Assembly> _seen = [];
    private readonly Dictionary<string, Func<string, Exception?, Exception>> _factories = [];

    /// <summary>The factory of a type by its full name, or null.</summary>
    public Func<string, Exception?, Exception>? Find(string typeName)
    {
        ArgumentNullException.ThrowIfNull(typeName);
        lock (_gate)
        {
            if (_factories.TryGetValue(typeName, out var known))
                return known;

            // Assemblies may have been loaded since the last search.
            foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            {
                if (!assembly.IsDynamic && _seen.Add(assembly) && allowed.Allows(assembly))
                    AddAll(assembly);
            }

            return _factories.GetValueOrDefault(typeName);
        }
    }

    private void AddAll(Assembly assembly)
    {
        Type[] types;
        try
        {
            types = assembly.GetExportedTypes();
        }
        catch (Exception)
        {
            // An assembly with a missing dependency offers no types; its errors come back as text.
            return;
        }

        foreach (var type in types)
        {
            if (type.IsAbstract || type.ContainsGenericParameters || !type.IsSubclassOf(typeof(Exception)) || type.FullName is not { } name)
                continue;

            if (type.GetConstructor([typeof(string), typeof(Exception)]) is { } full)
            {
                _factories.TryAdd(name, (message, inner) => (Exception)full.Invoke([message, inner]));
            }
            else if (type.GetConstructor([typeof(string)]) is { } plain)
            {
                _factories.TryAdd(name, (message, _) => (Exception)plain.Invoke([message]));
            }
        }
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;
using Troupe.Messages.Assemblies;

namespace Troupe.Messages.Functions;

/// <summary>Finds public static methods of allowed assemblies by name, and near names when there is none.</summary>
internal sealed class NamedFunctionSearch(AllowedAssemblies allowed, Func<string, Assembly> load)
{
    private const int MostOffered = 5;

    /// <exception cref="FunctionNotFoundException">No such function, or none that takes so many arguments.</exception>
    /// <exception cref="FunctionRefusedException">What it takes or returns cannot travel.</exception>
    public JobInvoker Find(NamedFunction function)
    {
        var name = function.Name;
        var dot = name.LastIndexOf('.');
        // Only plain identifiers: anything else would be parsed as a type expression.
        var plain = dot > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '+');
        MethodInfo[] methods = plain
            ? [.. Assemblies().Select(a => FindType(a, name[..dot])).OfType<Type>().Take(1).SelectMany(t => Callable(t, name[(dot + 1)..]))]
            : [];
        if (methods.Length == 0)
        {
            var near = NearNames(name);
            var hint = near.Length > 0 ? $" Did you mean {string.Join(", ", near)}?" : "";
            throw new FunctionNotFoundException(
                $"There is no public static method '{name}' in the allowed assemblies; write it as Namespace.Type.Method.{hint}", near);
        }

        NamedOverload[] all = [.. methods.Select(m => new NamedOverload(m))];
        NamedOverload[] fitting = [.. all.Where(o => o.Required <= function.ArgumentCount && function.ArgumentCount <= o.Inputs.Length)];
        if (fitting.Length == 0)
        {
            string[] shapes = [.. all.Select(o => o.Shape).Take(MostOffered)];
            throw new FunctionNotFoundException(
                $"'{name}' cannot take {function.ArgumentCount} arguments. There is: {string.Join("; ", shapes)}.",
                shapes);
        }

        NamedOverload[] encodable = [.. fitting.Where(IsEncodable)];
        if (encodable.Length == 0)
        {
            try
            {
                fitting[0].RequireEncodable();
            }
            catch (PayloadNotEncodableException e)
            {
                throw new FunctionRefusedException($"{fitting[0].Shape} cannot be called by name: {e.Message}", e);
            }
        }

        return new NamedFunctionInvoker(name, function.ArgumentCount, encodable);
    }

    private static bool IsEncodable(NamedOverload overload)
    {
        try
        {
            overload.RequireEncodable();
            return true;
        }
        catch (PayloadNotEncodableException)
        {
            return false;
        }
    }

    // Loaded ones first: usually the function's assembly is among them, and nothing needs loading.
    private IEnumerable<Assembly> Assemblies()
    {
        HashSet<Assembly> seen = [];
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsDynamic && allowed.Allows(a)))
        {
            if (seen.Add(assembly))
                yield return assembly;
        }

        foreach (var name in allowed.Names)
        {
            Assembly? assembly = null;
            try
            {
                assembly = load(name);
            }
            catch (Exception e) when (e is IOException or BadImageFormatException)
            {
                // A listed file that is missing or native cannot hold the function.
            }

            if (assembly is not null && allowed.Allows(assembly) && seen.Add(assembly))
                yield return assembly;
        }
    }

    private static Type? FindType(Assembly assembly, string name)
    {
        while (true)
        {
            if (assembly.GetType(name, throwOnError: false) is { } type)
                return IsReachable(type) ? type : null;

            // The last dot may stand for a nested type.
            var dot = name.LastIndexOf('.');
            if (dot <= 0)
                return null;

            name = $"{name[..dot]}+{name[(dot + 1)..]}";
        }
    }

    private static bool IsReachable(Type type) =>
        !type.ContainsGenericParameters && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        && (!type.IsNested || ((type.IsNestedPublic || type.IsNestedAssembly) && IsReachable(type.DeclaringType!)));

    private static IEnumerable<MethodInfo> Callable(Type type, string? name) => type
        .GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(m => (name is null || m.Name == name) && !m.IsSpecialName && !m.ContainsGenericParameters
            && m.GetParameters().All(p => !p.ParameterType.IsByRef && !p.ParameterType.IsByRefLike && !p.ParameterType.IsPointer));

    private string[] NearNames(string name)
    {
        var most = Math.Max(3, name.Length / 3);
        return [.. Assemblies().SelectMany(TypesOf).Where(IsReachable)
            .Where(t => Math.Abs((t.FullName?.Length ?? 0) - name.Length) <= most + 40)
            .SelectMany(t => Callable(t, null).Select(m => $"{t.FullName!.Replace('+', '.')}.{m.Name}"))
            .Distinct()
            .Where(candidate => Math.Abs(candidate.Length - name.Length) <= most)
            .Select(candidate => (candidate, distance: Distance(candidate, name)))
            .Where(c => c.distance <= most)
            .OrderBy(c => c.distance).ThenBy(c => c.candidate, StringComparer.Ordinal)
            .Take(MostOffered).Select(c => c.candidate)];
    }

    private static Type[] TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return [.. e.Types.OfType<Type>()];
        }
    }

    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = diagonal + (char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}

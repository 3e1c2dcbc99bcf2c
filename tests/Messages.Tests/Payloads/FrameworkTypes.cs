using System.Reflection;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>What the framework's own assemblies declare.</summary>
internal static class FrameworkTypes
{
    private static readonly Type[][] s_arguments =
        [[typeof(int), typeof(int), typeof(int), typeof(int), typeof(int), typeof(int), typeof(int), typeof(int)],
        [typeof(string), typeof(string), typeof(string), typeof(string), typeof(string), typeof(string), typeof(string), typeof(string)]];

    /// <summary>All public structs, generic ones with numbers and with text; without by-reference ones, which cannot even be a type
    /// argument.</summary>
    public static IEnumerable<Type> PublicStructs() =>
        Assemblies().SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type.IsValueType && !type.IsEnum && !type.IsByRefLike && type != typeof(void))
            .SelectMany(type => type.IsGenericTypeDefinition ? Closed(type) : [type])
            .Where(type => Nullable.GetUnderlyingType(type) is null
                && !typeof(System.Runtime.CompilerServices.IAsyncStateMachine).IsAssignableFrom(type));

    private static IEnumerable<Assembly> Assemblies() =>
        Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Select(Load).OfType<Assembly>().Distinct();

    private static Assembly? Load(string file)
    {
        try
        {
            return Assembly.Load(AssemblyName.GetAssemblyName(file));
        }
        catch (Exception error) when (error is BadImageFormatException or FileNotFoundException or FileLoadException)
        {
            return null; // A native library.
        }
    }

    private static IEnumerable<Type> Closed(Type definition)
    {
        foreach (var arguments in s_arguments)
        {
            Type? closed = null;
            try
            {
                closed = definition.MakeGenericType(arguments[..definition.GetGenericArguments().Length]);
            }
            catch (ArgumentException)
            {
                // A constraint that these do not meet.
            }

            if (closed is not null)
                yield return closed;
        }
    }
}

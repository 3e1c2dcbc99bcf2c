using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Troupe.Cli.Exits;

namespace Troupe.Cli.Metadata;

/// <summary>Lists the methods of an assembly file that can be called by name, without loading it.</summary>
internal static class AssemblyMethods
{
    /// <summary>The callable methods of the assembly, and of those beside it that it refers to.</summary>
    /// <exception cref="UsageException">The file is missing or is not a .NET assembly.</exception>
    public static IEnumerable<MethodFacts> Of(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var (own, references) = Read(path);
        foreach (var method in own)
            yield return method;
        foreach (var file in references.Select(name => Path.Combine(folder, name + ".dll")).Where(File.Exists))
        {
            foreach (var method in Read(file).Methods)
                yield return method;
        }
    }

    private static (List<MethodFacts> Methods, List<string> References) Read(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"There is no file '{path}'. Give the path of a built .NET assembly (.dll).");
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            if (!file.HasMetadata || !file.GetMetadataReader().IsAssembly)
                throw NoAssembly(path, null);
            var reader = file.GetMetadataReader();
            return (
                [.. reader.TypeDefinitions.Where(type => IsReachable(reader, type)).SelectMany(type => Methods(reader, type))],
                [.. reader.AssemblyReferences.Select(reference => reader.GetString(reader.GetAssemblyReference(reference).Name))]);
        }
        catch (BadImageFormatException error)
        {
            throw NoAssembly(path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be read: {error.Message}", error);
        }
    }

    private static UsageException NoAssembly(string path, Exception? cause) =>
        new($"'{path}' is not a .NET assembly. Give the .dll that the build puts beside the program.", cause);

    private static IEnumerable<MethodFacts> Methods(MetadataReader reader, TypeDefinitionHandle handle)
    {
        foreach (var method in reader.GetTypeDefinition(handle).GetMethods().Select(reader.GetMethodDefinition))
        {
            const MethodAttributes Callable = MethodAttributes.Public | MethodAttributes.Static;
            const MethodAttributes Looked = MethodAttributes.MemberAccessMask | MethodAttributes.Static | MethodAttributes.SpecialName;
            if ((method.Attributes & Looked) != Callable || method.GetGenericParameters().Count > 0)
                continue;
            var types = method.DecodeSignature(TypeTextProvider.Instance, null).ParameterTypes;
            if (types.Any(type => !type.Travels))
                continue;
            var optional = method.GetParameters().Select(reader.GetParameter)
                .Where(parameter => parameter.Attributes.HasFlag(ParameterAttributes.Optional) && parameter.SequenceNumber > 0)
                .Select(parameter => parameter.SequenceNumber - 1).ToHashSet();
            var required = types.Where((type, position) => !type.IsToken && !optional.Contains(position)).Count();
            yield return new MethodFacts(
                FullName(reader, handle),
                reader.GetString(method.Name),
                [.. types.Where(type => !type.IsToken)],
                required);
        }
    }

    private static string FullName(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.GetString(type.Name);
        var outer = type.GetDeclaringType();
        var prefix = outer.IsNil ? reader.GetString(type.Namespace) : FullName(reader, outer);
        return prefix.Length == 0 ? name : $"{prefix}.{name}";
    }

    // The worker's own rule: top-level types of any visibility, nested ones that are public or internal, none generic.
    private static bool IsReachable(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        if (type.GetGenericParameters().Count > 0 || reader.GetString(type.Name).StartsWith('<'))
            return false;
        var outer = type.GetDeclaringType();
        return outer.IsNil
            || ((type.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.NestedPublic or TypeAttributes.NestedAssembly
                && IsReachable(reader, outer));
    }
}

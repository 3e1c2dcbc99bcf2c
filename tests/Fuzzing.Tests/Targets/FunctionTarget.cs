using System.Reflection;
using Troupe.Fuzzing.Tests.Engine;
using Troupe.Messages.Assemblies;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>Function definitions: by reference, by name, of hosted objects. What is found is never a function of the framework.</summary>
internal sealed class FunctionTarget : FuzzTarget
{
    private static readonly Assembly s_own = typeof(FunctionTarget).Assembly;
    private static readonly Dictionary<string, Assembly> s_loadable = new[] {
        s_own,
        typeof(object).Assembly,
        typeof(PlainFunctions).Assembly,
        typeof(List<>).Assembly,
        typeof(Stack<>).Assembly }
        .DistinctBy(assembly => assembly.GetName().Name).ToDictionary(assembly => assembly.GetName().Name!);

    private readonly FunctionCatalog _catalog = new(
        AllowedAssemblies.Only(s_own.GetName().Name!),
        name => s_loadable.TryGetValue(name, out var assembly) ? assembly : throw new FileNotFoundException($"There is no {name}."));

    public override string Name => "functions";

    /// <summary>A function that is found is compiled, and its types' codecs with it: that is paid once for each.</summary>
    public override int FixedAllocation => 1 << 20;

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]>
    {
        ["Method"] = Reference((Func<int, int, int>)PlainFunctions.Add),
        ["Generic"] = Reference((Func<List<(int, string)>, List<(int, string)>>)PlainFunctions.Echo),
        ["Lambda"] = Reference((Func<int, int>)(number => number + 1)),
        ["Name"] = Frame.Bytes(writer => FunctionDefinition.Write(writer, new NamedFunction($"{typeof(PlainFunctions).FullName}.Add", 2))),
        ["FrameworkName"] = Frame.Bytes(writer => FunctionDefinition.Write(writer, new NamedFunction("System.IO.File.Delete", 1))),
    };

    public override void Run(byte[] input, Random random)
    {
        try
        {
            var reader = new PayloadReader(input);
            var definition = FunctionDefinition.Read(ref reader);
            reader.RequireEnd();
            if (definition.Reference is { } reference)
                Resolve(reference, definition.Role);
            else
                _catalog.Resolve(definition.Named!);
        }
        catch (Exception error) when (error is PayloadFormatException or FunctionRefusedException or FunctionNotFoundException)
        {
            // What is documented.
        }
    }

    private void Resolve(FunctionReference reference, FunctionRole role)
    {
        _catalog.Resolve(reference, role);
        if (reference.AssemblyName != s_own.GetName().Name)
            throw new FindingException($"a function of {reference.AssemblyName} was let through");
    }

    private static byte[] Reference(Delegate function) =>
        Frame.Bytes(writer => FunctionDefinition.Write(writer, Function.Of(function).Reference));
}

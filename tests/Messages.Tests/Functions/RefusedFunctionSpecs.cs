using System.Diagnostics;
using System.Reflection;
using Troupe.Messages.Assemblies;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Tests.Functions;

/// <summary>Attack table T16 and T19: a peer asks for code that is not the application's, by every way there is.</summary>
public class RefusedFunctionSpecs
{
    private static readonly FunctionCatalog s_catalog = new(AllowedAssemblies.Only("Troupe.Messages.Tests"));

    public static TheoryData<string, string> Dangerous => new()
    {
        { typeof(Process).AssemblyQualifiedName!, nameof(Process.Start) },
        { typeof(File).AssemblyQualifiedName!, nameof(File.Delete) },
        { typeof(Assembly).AssemblyQualifiedName!, nameof(Assembly.Load) },
        { typeof(Environment).AssemblyQualifiedName!, nameof(Environment.Exit) },
        { typeof(Activator).AssemblyQualifiedName!, nameof(Activator.CreateInstance) },
        { typeof(FunctionCatalog).AssemblyQualifiedName!, nameof(FunctionCatalog.Resolve) },
    };

    [Theory]
    [MemberData(nameof(Dangerous))]
    public void A_method_outside_of_the_allowed_assemblies_is_refused_by_token(string typeName, string name)
    {
        var method = Type.GetType(typeName)!.GetMethods().First(m => m.Name == name);
        Should.Throw<FunctionRefusedException>(() => s_catalog.Resolve(Reference(method, [])))
            .Message.ShouldContain("may not be called here");
    }

    [Theory]
    [MemberData(nameof(Dangerous))]
    public void A_method_outside_of_the_allowed_assemblies_is_not_found_by_name(string typeName, string name) =>
        Should.Throw<FunctionNotFoundException>(
            () => s_catalog.Resolve(new NamedFunction($"{Type.GetType(typeName)!.FullName}.{name}", 1)));

    [Theory]
    [InlineData(typeof(Process))]
    [InlineData(typeof(FileInfo))]
    [InlineData(typeof(Action))]
    [InlineData(typeof(Assembly))]
    [InlineData(typeof(object))]
    public void A_framework_type_with_behaviour_is_no_generic_argument(Type type)
    {
        var echo = typeof(InvokerSpecs).GetMethod(
            nameof(InvokerSpecs.Echo),
            BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        Should.Throw<FunctionRefusedException>(() => s_catalog.Resolve(Reference(echo, [TypeReference.Of(type)])));
    }

    [Fact]
    public void What_is_refused_is_refused_before_an_argument_is_looked_at()
    {
        // There is no invoker, and without one there is nothing that could decode.
        using PayloadWriter writer = new();
        FunctionDefinition.Write(writer, Reference(typeof(File).GetMethod(nameof(File.Delete), [typeof(string)])!, []));
        PayloadReader reader = new(writer.WrittenSpan);
        var reference = FunctionDefinition.Read(ref reader).Reference!;
        Should.Throw<FunctionRefusedException>(() => s_catalog.Resolve(reference));
    }

    [Fact]
    public void A_delegate_is_no_argument()
    {
        Should.Throw<PayloadNotEncodableException>(() => Function.Of((Func<Action, int>)(action => 1)));
        var runs = typeof(RefusedFunctionSpecs).GetMethod(nameof(RunIt), BindingFlags.Static | BindingFlags.NonPublic)!;
        Should.Throw<FunctionRefusedException>(() => s_catalog.Resolve(Reference(runs, [])));
    }

    private static void RunIt(Action action) => action();

    [Fact]
    public void A_name_of_a_mebibyte_is_refused_by_its_length()
    {
        using PayloadWriter writer = new();
        writer.WriteByte(2);
        writer.WriteVarUInt32(1 << 20);
        writer.WriteSpan(new byte[1 << 20]);
        var bytes = writer.WrittenSpan.ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<PayloadFormatException>(() =>
        {
            PayloadReader reader = new(bytes);
            FunctionDefinition.Read(ref reader);
        });
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 * 1024);
    }

    [Fact]
    public void A_name_that_is_a_type_expression_is_not_parsed() =>
        Should.Throw<FunctionNotFoundException>(
            () => s_catalog.Resolve(new NamedFunction("System.Collections.Generic.List`1[[System.Diagnostics.Process, System]].Add", 1)));

    private static FunctionReference Reference(MethodInfo method, TypeReference[] arguments) =>
        new(method.Module.Assembly.GetName().Name!, method.Module.ModuleVersionId, method.MetadataToken, [], arguments, []);
}

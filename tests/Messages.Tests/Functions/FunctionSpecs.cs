using System.Reflection;
using System.Reflection.Emit;
using Troupe.Messages.Assemblies;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Tests.Functions;

public class FunctionSpecs
{
    private readonly HttpClient _client = new();

    [Fact]
    public void A_framework_method_is_refused_at_the_call() =>
        Should.Throw<FunctionRefusedException>(() => Function.Of((Func<int, int>)Math.Abs)).Message
            .ShouldContain("Math.Abs belongs to the framework; wrap it in a lambda");

    [Fact]
    public void What_cannot_be_named_elsewhere_is_refused_at_the_call()
    {
        Action two = () => { };
        two += () => GC.KeepAlive(1);
        Refuse(two);
        DynamicMethod made = new("Made", typeof(int), []);
        made.GetILGenerator().Emit(OpCodes.Ldc_I4_1);
        made.GetILGenerator().Emit(OpCodes.Ret);
        Refuse(made.CreateDelegate<Func<int>>());
        Refuse((ByReference)TakeReference);
        Refuse((Func<ReadOnlyMemory<char>, string>)"x".Glue);
        Refuse((Action<int, int, int, int, int>)((a, b, c, d, e) => { }));

        static void Refuse(Delegate function) => Should.Throw<FunctionRefusedException>(() => Function.Of(function));
    }

    private delegate void ByReference(ref int value);

    private static void TakeReference(ref int value) => value++;

    [Fact]
    public void A_captured_stream_token_or_delegate_is_refused_with_its_name()
    {
        PathOf(WithStream()).ShouldBe("captured variable 'stream'");
        PathOf(WithToken()).ShouldBe("captured variable 'token'");
        Should.Throw<PayloadNotEncodableException>(() => Function.Of(WithToken())).Message.ShouldContain("parameter");
        PathOf(WithDelegate()).ShouldBe("captured variable 'inner'");
        PathOf(() => _client.Timeout).ShouldBe("this._client");
        PathOf(Instance).ShouldBe("this._client");
        PathOf((Holder h) => 1).ShouldBe(
            "parameter 'h' of lambda in FunctionSpecs.A_captured_stream_token_or_delegate_is_refused_with_its_name.Client");

        static string PathOf(Delegate function) => Should.Throw<PayloadNotEncodableException>(() => Function.Of(function)).MemberPath;
    }

    private static Delegate WithStream()
    {
        MemoryStream stream = new();
        return () => stream.Length;
    }

    private static Delegate WithToken()
    {
        CancellationToken token = default;
        return () => token.IsCancellationRequested;
    }

    private static Delegate WithDelegate()
    {
        Action inner = () => { };
        return () => inner.Method.Name;
    }

    private TimeSpan Instance() => _client.Timeout;

    public sealed class Holder
    {
        public HttpClient? Client { get; set; }
    }

    [Fact]
    public void One_method_is_one_function()
    {
        List<Delegate> all = [];
        for (var i = 0; i < 2; i++)
        {
            var copy = i;
            all.Add(() => copy);
        }

        Function.Of(all[0]).ShouldBeSameAs(Function.Of(all[1]));
        Function.Of(InvokerSpecs.Add).ShouldBeSameAs(Function.Of(InvokerSpecs.Add));
        Function.Of(InvokerSpecs.Add).DisplayName.ShouldBe("InvokerSpecs.Add");
        Function.Of(all[0]).DisplayName.ShouldBe("lambda in FunctionSpecs.One_method_is_one_function");
        Function.Of(Local).DisplayName.ShouldBe("FunctionSpecs.One_method_is_one_function.Local");
        Function.Of(async (CancellationToken t) => await Task.FromResult(1)).ReturnsTask.ShouldBeTrue();

        static int Local() => 1;
    }

    [Fact]
    public void A_derived_instance_is_refused_because_only_declared_fields_travel()
    {
        Base instance = new Derived();
        using PayloadWriter writer = new();
        Func<int> function = instance.Own;
        Should.Throw<PayloadNotEncodableException>(() => Function.Of(function).WriteTarget(writer, function));
    }

    public class Base
    {
        public int Own() => 1;
    }

    public sealed class Derived : Base;

    [Fact]
    public void Assemblies_that_are_not_allowed_are_refused_before_they_are_loaded()
    {
        List<string> loaded = [];
        FunctionCatalog catalog = new(AllowedAssemblies.Only("Other"), name =>
        {
            loaded.Add(name);
            return Assembly.Load(new AssemblyName(name));
        });
        var mine = Function.Of(InvokerSpecs.Add).Reference;
        Should.Throw<FunctionRefusedException>(() => catalog.Resolve(mine)).Message.ShouldContain("Troupe.Messages.Tests");
        var core = typeof(object).Module;
        var exit = typeof(Environment).GetMethod(nameof(Environment.Exit))!;
        Should.Throw<FunctionRefusedException>(
            () => catalog.Resolve(Reference("System.Private.CoreLib", core.ModuleVersionId, exit.MetadataToken)));
        Should.Throw<FunctionRefusedException>(
            () => catalog.Resolve(Reference("Troupe.Messages", typeof(Function).Module.ModuleVersionId, 0x06000001)));
        loaded.ShouldBeEmpty();
        Should.Throw<FunctionRefusedException>(() => new FunctionCatalog(AllowedAssemblies.Only("System.Private.CoreLib")).Resolve(
            Reference("System.Private.CoreLib", core.ModuleVersionId, exit.MetadataToken))).Message.ShouldContain("framework");
    }

    [Fact]
    public void Another_build_is_refused_with_both_builds_named()
    {
        var mine = Function.Of(InvokerSpecs.Add).Reference;
        var other = Guid.NewGuid();
        var message = Should.Throw<FunctionRefusedException>(
            () => Caller.Catalog.Resolve(Reference(mine.AssemblyName, other, mine.MethodToken))).Message;
        message.ShouldContain(other.ToString());
        message.ShouldContain(mine.ModuleVersionId.ToString());
        message.ShouldContain("redeploy");
    }

    [Fact]
    public void A_framework_type_with_behaviour_is_refused_as_generic_argument()
    {
        var echo = Function.Of(InvokerSpecs.Echo<string>).Reference;
        FunctionReference evil = new(
            echo.AssemblyName, echo.ModuleVersionId, echo.MethodToken, [], [TypeReference.Of(typeof(System.Diagnostics.Process))], []);
        Should.Throw<FunctionRefusedException>(() => Caller.Catalog.Resolve(evil));
    }

    [Fact]
    public void Mutated_references_raise_only_the_documented_exceptions()
    {
        using PayloadWriter writer = new();
        Function.Of(InvokerSpecs.Echo<List<(int, string)>>).Reference.Write(writer);
        Random random = new(1);
        var original = writer.WrittenSpan.ToArray();
        for (var i = 0; i < 100_000; i++)
        {
            var bytes = (byte[])original.Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);

            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                PayloadReader reader = new(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
                FunctionReference.Read(ref reader);
            }
            catch (PayloadFormatException)
            {
                // What is documented.
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 * 1024);
        }
    }

    [Fact]
    public void Mutated_methods_are_refused_and_never_break_the_catalog()
    {
        var mine = Function.Of(InvokerSpecs.Add).Reference;
        for (var token = 0x06000000; token < 0x06000100; token++)
        {
            try
            {
                Caller.Catalog.Resolve(Reference(mine.AssemblyName, mine.ModuleVersionId, token));
            }
            catch (FunctionRefusedException)
            {
                // What is documented.
            }
        }

        Should.Throw<FunctionRefusedException>(
            () => Caller.Catalog.Resolve(Reference(mine.AssemblyName, mine.ModuleVersionId, 0x02000002)));
    }

    [Fact]
    public void Types_nested_too_deep_are_refused_when_read()
    {
        using PayloadWriter writer = new();
        for (var i = 0; i < 10_000; i++)
            writer.WriteByte(2);

        Should.Throw<PayloadFormatException>(() =>
        {
            PayloadReader reader = new(writer.WrittenSpan);
            TypeReference.Read(ref reader);
        });
    }

    private static FunctionReference Reference(string name, Guid build, int token) => new(name, build, token, [], [], []);
}

internal static class Extensions
{
    public static string Glue(this string text, ReadOnlyMemory<char> more) => text + more.ToString();
}

using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Tests.Functions;

public class InvokerSpecs
{
    private readonly int _field = 40;

    public static int Add(int a, int b) => a + b;

    public static string Join(string a, CancellationToken token, int b, string c) => $"{a}{b}{c}{token.IsCancellationRequested}";

    public static object? Describe(object? value) => value;

    public static string Length(IEnumerable<char> text) => $"{text.Count()}";

    public static T Echo<T>(T value) => value;

    private int PlusField(int n) => n + _field;

    [Fact]
    public void A_static_method_runs_with_its_arguments() =>
        Caller.Run<int>(Add, w => { w.Put(2); w.Put(3); }).ShouldBe(5);

    [Fact]
    public void A_lambda_that_captures_nothing_carries_no_data()
    {
        Func<int> lambda = () => 7;
        Function.Of(lambda).HasTarget.ShouldBeFalse();
        Caller.Run<int>(lambda).ShouldBe(7);
    }

    [Fact]
    public void Captured_variables_of_nested_scopes_travel_as_copies()
    {
        var number = 3;
        var text = "x\ud800\0😀";
        List<Func<string>> all = [];
        for (var i = 0; i < 2; i++)
        {
            var inner = i;
            all.Add(() => $"{number}{text}{inner}{_field}");
        }

        InvokerSpecs? none = null;
        Caller.Run<string>(all[1]).ShouldBe($"3{text}140");
        Caller.Run<bool>(() => none is null).ShouldBeTrue();
    }

    [Fact]
    public void An_instance_method_takes_its_private_fields_along() =>
        Caller.Run<int>(PlusField, w => w.Put(2)).ShouldBe(42);

    [Fact]
    public void A_struct_can_be_the_instance() => Caller.Run<int>(new Point(3, 4).Sum).ShouldBe(7);

    [Fact]
    public void A_token_may_stand_anywhere_and_is_not_encoded()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Caller.Run<string>(Join, w => { w.Put("a"); w.Put(1); w.Put("c"); }, source.Token).ShouldBe("a1cTrue");
    }

    [Fact]
    public void A_function_without_a_token_never_asks_for_one()
    {
        Caller.Call call = new();
        using PayloadWriter writer = new(), result = new();
        writer.Put(1);
        writer.Put(1);
        PayloadReader reader = new(writer.WrittenSpan);
        Caller.InvokerOf(Add).Invoke(ref reader, call, result);
        call.Asked.ShouldBe(0);
    }

    [Fact]
    public void Every_kind_of_return_is_waited_for()
    {
        Caller.Run<int>(async () => { await Task.Yield(); return 1; }).ShouldBe(1);
        Caller.Run<int>(async ValueTask<int> () => { await Task.Yield(); return 2; }).ShouldBe(2);
        using var nothing = Caller.RunRaw(() => { });
        nothing.WrittenCount.ShouldBe(0);
        Caller.RunRaw(async () => await Task.Yield()).WrittenCount.ShouldBe(0);
        Caller.RunRaw(async ValueTask () => await Task.Yield()).WrittenCount.ShouldBe(0);
    }

    [Fact]
    public void Generic_methods_and_types_keep_their_arguments()
    {
        Caller.Run<string>(Echo<string>, w => w.Put("a")).ShouldBe("a");
        Caller.Run<List<(int, string)>>(Echo<List<(int, string)>>, w => w.Put(new List<(int, string)> { (1, "b") })).ShouldBe([(1, "b")]);
        Caller.Run<Point[]>(Box<Point>.Twice, w => w.Put(new Point(1, 2))).ShouldBe([new(1, 2), new(1, 2)]);
        Caller.Run<int>(new Box<int>(5).Get).ShouldBe(5);
    }

    [Fact]
    public void A_delegate_of_another_variance_uses_its_own_types()
    {
        Func<string, string> narrow = Length;
        Caller.Run<string>(narrow, w => w.Put("four")).ShouldBe("4");
        Should.Throw<PayloadNotEncodableException>(() => Function.Of((Func<string, object?>)Describe)).MemberPath
            .ShouldStartWith("result of");
    }

    [Fact]
    public void The_functions_own_exception_comes_through_as_it_is() =>
        Should.Throw<TimeZoneNotFoundException>(() => Caller.Run<int>(new Func<int>(() => throw new TimeZoneNotFoundException("x"))));

    [Fact]
    public void Bad_arguments_and_bad_results_are_told_apart()
    {
        Should.Throw<ArgumentDecodingException>(() => Caller.Run<int>(Add, w => w.Put(1)));
        Should.Throw<ArgumentDecodingException>(() => Caller.Run<int>(Add, w => { w.Put(1); w.Put(1); w.WriteByte(0); }));
        Should.Throw<ResultEncodingException>(() => Caller.Run<Node>(Cycle));
    }

    [Fact]
    public void A_call_of_two_numbers_allocates_nothing()
    {
        var invoker = Caller.InvokerOf(Add);
        Caller.Call call = new();
        using PayloadWriter writer = new(), result = new();
        writer.Put(1);
        writer.Put(1);
        for (var i = 0; i < 100; i++)
            Once();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Once();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Once()
        {
            PayloadReader reader = new(writer.WrittenSpan);
            result.Clear();
            invoker.Invoke(ref reader, call, result);
        }
    }

    private static Node Cycle()
    {
        Node node = new();
        node.Next = node;
        return node;
    }

    public sealed class Node
    {
        public Node? Next { get; set; }
    }

    public readonly record struct Point(int X, int Y)
    {
        public int Sum() => X + Y;
    }

    public sealed class Box<T>(T value)
    {
        public static T[] Twice(T value) => [value, value];

        public T Get() => value;
    }
}

using System.Text;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Tests.Functions;

public class NamedFunctionSpecs
{
    private const string Here = "Troupe.Messages.Tests.Functions.NamedFunctionSpecs.";

    public static double Total(string currency, int count) => currency.Length * count;

    public static double Total(string currency, string count) => -1;

    public static double Total(string currency, int count, double rate, CancellationToken token = default) =>
        rate + (token.CanBeCanceled ? 1 : 0);

    public static string Optional(int a, DayOfWeek day = DayOfWeek.Friday) => $"{a}{day}";

    public static int Both(List<int> a) => 1;

    public static int Both(int[] a) => 2;

    public static async Task<string> Later(string text)
    {
        await Task.Yield();
        return text + "!";
    }

    public static async ValueTask Silent() => await Task.Yield();

    public static class Careless
    {
        public static async void Forgotten() => await Task.Yield();
    }

    public static int Parse(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    public static int Width(string text, int more = 1) => text.Length + more;

    public static int Width(string text, int more, string unit = "m") => -1;

    public static int Either(string text, int more = 1) => 1;

    public static int Either(string text, string more = "") => 2;

    public static int Streamed(Stream stream) => 0;

    private static string Call(string name, params string[] arguments)
    {
        using PayloadWriter writer = new(), result = new();
        new NamedFunction(Here + name, arguments.Length).Write(writer);
        PayloadReader names = new(writer.WrittenSpan);
        var function = NamedFunction.Read(ref names);
        writer.Clear();
        writer.WriteVarUInt32((uint)arguments.Length);
        foreach (var argument in arguments)
            Line(writer, argument);

        PayloadReader reader = new(writer.WrittenSpan);
        Caller.Catalog.Resolve(function).Invoke(ref reader, new Caller.Call(), result);
        return Encoding.UTF8.GetString(result.WrittenSpan);
    }

    private static void Line(PayloadWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.WriteVarUInt32((uint)bytes.Length);
        writer.WriteSpan(bytes);
    }

    [Fact]
    public void An_async_void_function_is_refused_by_name_too() =>
        Should.Throw<FunctionRefusedException>(() => Call("Careless.Forgotten")).Message.ShouldContain("async void");

    [Fact]
    public void Overloads_are_chosen_by_number_and_type_of_arguments()
    {
        Call("Total", "\"EUR\"", "3").ShouldBe("9");
        Call("Total", "\"EUR\"", "\"3\"").ShouldBe("-1");
        Call("Total", "\"EUR\"", "3", "1.5").ShouldBe("1.5");
        Call("Optional", "1").ShouldBe("\"1Friday\"");
        Call("Optional", "1", "\"monday\"").ShouldBe("\"1Monday\"");
    }

    [Fact]
    public void Tasks_are_waited_for_and_nothing_is_null()
    {
        Call("Later", "\"é\"").ShouldBe("\"é!\"");
        Call("Silent").ShouldBe("null");
    }

    [Fact]
    public void Arguments_that_fit_nothing_or_too_much_are_refused()
    {
        Should.Throw<ArgumentDecodingException>(() => Call("Total", "\"EUR\"", "[]")).Message.ShouldContain("Int32 count");
        Should.Throw<ArgumentDecodingException>(() => Call("Both", "[1]")).Message.ShouldContain("ambiguous");
        Should.Throw<FunctionRefusedException>(() => Call("Streamed", "1"));
    }

    [Fact]
    public void A_wrong_name_or_number_of_arguments_lists_what_there_is()
    {
        Should.Throw<FunctionNotFoundException>(() => Call("Totl", "1")).NearNames[0].ShouldBe(Here + "Total");
        Should.Throw<FunctionNotFoundException>(() => Call("Total", "1")).Message.ShouldContain("(String currency, Int32 count)");
        foreach (var evil in new[] {
            "System.Environment.Exit",
            "System.IO.File.Delete",
            "Troupe.Messages.Functions.Function.Of",
            "X[[System.Int32]].Y",
            "",
            "." })
        {
            Should.Throw<FunctionNotFoundException>(() => Caller.Catalog.Resolve(new NamedFunction(evil, 1)));
        }
    }

    [Theory]
    [InlineData((int)ChunkShape.RawLines, "Parse", new[] { "1", "x", "3" }, new[] { "1", "3" })]
    [InlineData((int)ChunkShape.JsonTexts, "Parse", new[] { "\"1\"", "{", "\"3\"" }, new[] { "1", "3" })]
    [InlineData((int)ChunkShape.JsonTexts, "Total", new[] { "[\"a\",1]", "[1]", "[\"b\",2]" }, new[] { "1", "2" })]
    public void Lines_are_mapped_one_by_one(int shape, string name, string[] lines, string[] expected)
    {
        using PayloadWriter writer = new(), scratch = new();
        foreach (var line in lines)
            Line(writer, line);

        PayloadReader reader = new(writer.WrittenSpan);
        ChunkSpecs.Sink sink = new();
        Caller.Catalog.Resolve(new NamedFunction(Here + name, name == "Total" ? 2 : 1)).Chunk((ChunkShape)shape)
            .Run(ref reader, 0, lines.Length, new Caller.Call(), sink, scratch);
        // With its length in front of each, or two numbers would run together.
        sink.Frames.ShouldBe(expected);
        sink.Errors.Keys.ShouldBe([1]);
    }

    [Fact]
    public void A_raw_line_is_the_string_itself_whatever_its_length()
    {
        // JSON holds no text of more than 166 million characters.
        const int Length = 170_000_000;
        var lines = new byte[2][];
        lines[0] = Encoding.UTF8.GetBytes("\"\\u0041\"");
        lines[1] = new byte[Length];
        lines[1].AsSpan().Fill((byte)'x');
        var sink = RunLines("Width", lines);
        sink.Errors.ShouldBeEmpty();
        sink.Frames.ShouldBe(["9", $"{Length + 1}"]);
    }

    [Fact]
    public void A_raw_line_that_fits_two_overloads_equally_well_is_refused() =>
        RunLines("Either", "x"u8.ToArray()).Errors[0].Message.ShouldContain("ambiguous");

    private static ChunkSpecs.Sink RunLines(string name, params byte[][] lines)
    {
        using PayloadWriter writer = new(), scratch = new();
        foreach (var line in lines)
        {
            writer.WriteVarUInt32((uint)line.Length);
            writer.WriteSpan(line);
        }

        PayloadReader reader = new(writer.WrittenSpan);
        ChunkSpecs.Sink sink = new();
        Caller.Catalog.Resolve(new NamedFunction(Here + name, 1)).Chunk(ChunkShape.RawLines)
            .Run(ref reader, 0, lines.Length, new Caller.Call(), sink, scratch);
        return sink;
    }
}

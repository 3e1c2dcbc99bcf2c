using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Tests.Functions;

/// <summary>In each scope a stream is captured too, by another lambda: it must hurt only those that can reach it.</summary>
public class ClosureUseSpecs
{
    private readonly MemoryStream _stream = new();

    private readonly int _field = 5;

    private int FieldPlus(int n) => n + _field;

    [Fact]
    public void A_stream_that_only_another_lambda_uses_does_not_refuse()
    {
        MemoryStream stream = new();
        var number = 3;
        var text = "x";
        Action other = () => stream.WriteByte((byte)number);
        other();
        Caller.Run<string>(() => $"{number}{text}").ShouldBe("3x");
        Caller.Run<int>((int n) => number += n, w => w.Put(4)).ShouldBe(7);
        number.ShouldBe(3);
    }

    [Fact]
    public void A_stream_that_the_lambda_uses_is_refused_by_name()
    {
        MemoryStream stream = new();
        var number = 3;
        Refuse(() => stream.Length + number);
        Refuse(() => { stream = new MemoryStream(); });
        Refuse(() => Fill(ref stream));
        Refuse(() => number > 3 ? 0 : new Func<long>(() => stream.Length)());
        Refuse(async () => { await Task.Yield(); return stream.Length; });
        Refuse(() => Length());
        Refuse(() => LengthOf<int>());
        Refuse(() => Bytes().Count());
        Refuse((Func<long>)Length);
        Refuse(() => { var inner = number; return new Func<Func<long>>(() => () => stream.Length + inner)()(); });
        Refuse(async () =>
        {
            var inner = number; await Task.Yield(); Func<Task<long>> last = async () =>
            {
                await Task.Yield(); return stream
            .Length + inner;
            }; return await last();
        });

        long Length() => stream.Length;
        long LengthOf<T>() => new Func<T?, long>(_ => stream.Length)(default);
        IEnumerable<long> Bytes()
        {
            yield return stream.Length;
        }

        static void Fill(ref MemoryStream target) => target = new MemoryStream();
    }

    private static void Refuse(Delegate function) =>
        Should.Throw<PayloadNotEncodableException>(() => Function.Of(function)).MemberPath.ShouldBe("captured variable 'stream'");

    [Fact]
    public void Only_the_variables_in_use_are_written()
    {
        string large = new('x', 10_000);
        var number = 1;
        Func<int> small = () => number;
        Func<string> both = () => large + number;
        SizeOf(small).ShouldBe(sizeof(int));
        SizeOf(both).ShouldBeGreaterThan(10_000);

        static int SizeOf(Delegate function)
        {
            using PayloadWriter writer = new();
            Function.Of(function).WriteTarget(writer, function);
            return writer.WrittenSpan.Length;
        }
    }

    [Fact]
    public void Variables_that_do_not_travel_have_their_default()
    {
        var number = 1;
        var text = "x";
        Func<int> mine = () => number;
        Func<string> other = () => text + number;
        other().ShouldBe("x1");
        using PayloadWriter writer = new();
        Function.Of(mine).WriteTarget(writer, mine);
        PayloadReader reader = new(writer.WrittenSpan);
        var copy = TargetFields.Of(mine.Method).Read(ref reader);
        reader.RequireEnd();
        copy.GetType().GetField(nameof(number))!.GetValue(copy).ShouldBe(1);
        copy.GetType().GetField(nameof(text))!.GetValue(copy).ShouldBeNull();
    }

    [Fact]
    public void Lambdas_in_lambdas_bring_what_they_use()
    {
        MemoryStream stream = new();
        var number = 3;
        var factor = 10;
        Func<long> other = () => stream.Length + number + factor;
        other().ShouldBe(13);
        Caller.Run<int>(() => new[] { 1, 2 }.Sum(n => n * factor)).ShouldBe(30);
        Caller.Run<int>(() =>
        {
            var inner = number + 1;
            Func<int, Func<int>> make = n => () => n + inner + factor;
            return make(100)();
        }).ShouldBe(114);
        Caller.Run<int>(() => (from a in new[] { 1, 2 } from b in new[] { factor } let c = a * b where c > number select c + number).Sum())
            .ShouldBe(36);
    }

    [Fact]
    public void Async_lambdas_and_iterators_bring_what_they_use()
    {
        MemoryStream stream = new();
        var number = 3;
        var factor = 10;
        Func<long> other = () => stream.Length + number + factor;
        other().ShouldBe(13);
        Caller.Run<int>(async () =>
        {
            await Task.Yield();
            var inner = number;
            Func<Task<int>> last = async () =>
            {
                await Task.Yield();
                return inner * factor;
            };
            return await last() + await Times(2);
        }).ShouldBe(50);
        Caller.Run<int>(async (CancellationToken token) =>
        {
            var sum = 0;
            await foreach (var n in Later().WithCancellation(token))
                sum += n;

            return sum + Numbers().Sum();
        }).ShouldBe(20);

        async ValueTask<int> Times(int n)
        {
            await Task.Yield();
            return n * factor;
        }

        async IAsyncEnumerable<int> Later()
        {
            await Task.Yield();
            yield return factor;
        }

        IEnumerable<int> Numbers()
        {
            yield return number;
            yield return number + 4;
        }
    }

    [Fact]
    public void Local_functions_bring_what_they_use()
    {
        MemoryStream stream = new();
        var number = 3;
        var calls = 0;
        Func<long> other = () => stream.Length + number;
        other().ShouldBe(3);
        Caller.Run<int>(() => Twice(Plus(1))).ShouldBe(9);
        Caller.Run<int>((Func<int, int>)Plus, w => w.Put(2)).ShouldBe(5);
        Caller.Run<string>((Func<string, string>)Show, w => w.Put("a")).ShouldBe("a3");
        Caller.Run<int>(() =>
        {
            var inner = 1;
            Add(4);
            return inner;

            void Add(int n)
            {
                var more = n;
                Deep();

                void Deep() => inner += more + number;
            }
        }).ShouldBe(8);
        Caller.Run<int>((Func<int, int>)Down, w => w.Put(3)).ShouldBe(6);

        int Plus(int n) => n + number;
        int Twice(int n)
        {
            calls++;
            return n * 2 + calls;
        }

        string Show<T>(T value) => $"{value}{number}";
        int Down(int n) => n == 0 ? number : Up(n) + 1;
        int Up(int n) => Down(n - 1);
    }

    [Fact]
    public void Loop_variables_travel_without_the_scope_around_them()
    {
        MemoryStream stream = new();
        var number = 3;
        List<Func<int>> inner = [], outer = [];
        foreach (var item in new[] { 10, 20 })
        {
            for (var i = 0; i < 1; i++)
            {
                var copy = item + i;
                inner.Add(() => copy + item);
                outer.Add(() => copy + item + number);
                Action bad = () => stream.WriteByte((byte)(item + copy));
                Refuse(bad);
            }
        }

        Caller.Run<int>(inner[1]).ShouldBe(40);
        Caller.Run<int>(outer[0]).ShouldBe(23);
    }

    [Fact]
    public void Generic_methods_and_types_are_understood()
    {
        Generic("a").ShouldBe("a3a,3");
        Generic(7).ShouldBe("737,3");
        new Box<int>().Run(4).ShouldBe("4Int32String");
        new Box<string>().Run("b").ShouldBe("bStringString");
    }

    private static string Generic<T>(T value)
    {
        MemoryStream stream = new();
        var number = 3;
        Refuse(() => $"{value}{stream.Length}");
        Refuse(async () => { await Task.Yield(); return Length(number); });
        return Caller.Run<string>(() => Join(new[] { value }.Select(v => $"{v}{number}").Single())) + "," + Caller.Run<int>(async () =>
        {
            await Task.Yield();
            return number;
        });

        string Join<TOther>(TOther other) => $"{other}{value}";
        long Length<TOther>(TOther other) => stream.Length + (other is null ? 0 : number);
    }

    private sealed class Box<T>
    {
        public string Run(T value)
        {
            MemoryStream stream = new();
            Refuse(() => $"{value}{stream.Length}");
            return Caller.Run<string>(() => Name<string>());

            string Name<TOther>()
            {
                var copy = value;
                Func<TOther?, string> name = _ => $"{copy}{typeof(T).Name}{typeof(TOther).Name}";
                return name(default);
            }
        }
    }

    [Fact]
    public void The_instance_stays_away_unless_it_is_used()
    {
        var number = 3;
        Caller.Run<int>(() => number).ShouldBe(3);
        Should.Throw<PayloadNotEncodableException>(() => Function.Of(() => _field + number)).MemberPath.ShouldBe("this._stream");
        Should.Throw<PayloadNotEncodableException>(() => Function.Of(() => FieldPlus(number))).MemberPath.ShouldBe("this._stream");
    }

    [Fact]
    public void Anonymous_types_travel_whole()
    {
        MemoryStream stream = new();
        var pair = new { Name = "a", Number = 3 };
        Action other = () => stream.WriteByte((byte)pair.Number);
        other();
        Caller.Run<string>(() => $"{pair}").ShouldBe("{ Name = a, Number = 3 }");
    }

    [Fact]
    public void When_the_closure_goes_where_code_does_not_show_its_use_all_travels()
    {
        MemoryStream stream = new();
        var number = 3;
        Func<int> other = () => (int)stream.Length + number;
        other().ShouldBe(3);
        Func<int> inExpression = () =>
        {
            Expression<Func<int>> tree = () => number;
            return tree.Compile()();
        };
        ClosureUse.Of(inExpression.Method).ShouldBeNull();
        Refuse(inExpression);
    }

    [Fact]
    public void Code_that_is_not_known_is_reported()
    {
        Broken([]).ShouldBeTrue();
        Broken([0xFF]).ShouldBeTrue();
        Broken([0x00, 0x7B, 1, 2]).ShouldBeTrue();
        Broken([0xFE]).ShouldBeTrue();
        Broken([0x45, 0xFF, 0xFF, 0xFF, 0xFF, 0]).ShouldBeTrue();
        Broken([0x45, 1, 0, 0, 0, 9, 9, 9, 9, 0x2A]).ShouldBeFalse();

        static bool Broken(byte[] body)
        {
            IlScanner code = new(body);
            while (code.MoveNext())
            {
            }

            return code.IsBroken;
        }
    }

    [Fact]
    public void Every_instruction_of_the_platform_has_its_size()
    {
        var all = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (OpCode)f.GetValue(null)!).Where(code => code
                .OpCodeType != OpCodeType.Nternal).ToDictionary(code => code.Value & 0xFFFF);
        foreach (var code in all.Values)
        {
            var size = code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                _ => 4,
            };
            IlScanner.OperandSize(code.Value & 0xFFFF).ShouldBe(size, code.Name);
        }

        for (var code = 0; code < 0x100; code++)
            (IlScanner.OperandSize(code) >= 0).ShouldBe(all.ContainsKey(code), $"{code:X2}");
    }
}

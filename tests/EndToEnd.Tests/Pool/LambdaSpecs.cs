using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class LambdaSpecs : PoolSpecs
{
    [Fact]
    public async Task A_lambda_that_captures_nothing_runs_in_a_worker()
    {
        await using var pool = await Start();
        (await pool.RunAsync(() => Environment.ProcessId)).ShouldNotBe(Environment.ProcessId);
        (await pool.RunAsync(static () => 6 * 7)).ShouldBe(42);
        (await pool.RunAsync((int x) => x + 1, 1)).ShouldBe(2);
    }

    [Fact]
    public async Task A_capturing_lambda_takes_copies_of_its_variables()
    {
        var list = new List<string> { "a", "b" };
        var (number, text) = (7, "seven");
        await using var pool = await Start();
        (await pool.RunAsync(() =>
        {
            list.Add(text);
            number++;
            return $"{string.Join(',', list)} {number}";
        })).ShouldBe("a,b,seven 8");
        number.ShouldBe(7);
        list.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_async_lambda_is_waited_for()
    {
        var factor = 3;
        await using var pool = await Start();
        (await pool.RunAsync(async () =>
        {
            await Task.Delay(5);
            return 2 * factor;
        })).ShouldBe(6);
        (await pool.RunAsync(async token =>
        {
            await Task.Delay(5, token);
            return token.CanBeCanceled;
        })).ShouldBeTrue();
    }

    [Fact]
    public async Task A_lambda_without_a_result_runs()
    {
        var path = Path.Combine(Scratch(), "note");
        await using var pool = await Start();
        await pool.RunAsync(() => File.WriteAllText(path, "done"));
        (await File.ReadAllTextAsync(path)).ShouldBe("done");
        await pool.RunAsync(async () => await File.WriteAllTextAsync(path, "done again"));
        (await File.ReadAllTextAsync(path)).ShouldBe("done again");
    }

    [Fact]
    public async Task A_method_of_a_plain_object_runs_on_a_copy_of_it()
    {
        var price = new Price { Net = 100, Tax = 0.2m };
        await using var pool = await Start();
        (await pool.RunAsync(price.Gross)).ShouldBe(120m);
        (await pool.RunAsync(price.Times, 3)).ShouldBe(360m);
        (await pool.RunAsync(price.RaiseAsync, 1m)).ShouldBe(101m);
        price.Net.ShouldBe(100m);
    }

    [Fact]
    public async Task A_captured_stream_is_refused_at_the_call_with_its_path()
    {
        await using var pool = await Start();
        using var stream = new MemoryStream();
        var error = Should.Throw<PayloadNotEncodableException>(() => { _ = pool.RunAsync(() => stream.Length); });
        error.Message.ShouldContain("stream");
        (await pool.RunAsync(Arithmetic.Answer)).ShouldBe(42);
    }

    [Fact]
    public async Task Statics_of_a_worker_are_its_own()
    {
        await using var pool = await Start(2);
        Work.SetNumber(1);
        (await pool.RunAsync(Work.RaiseNumber)).ShouldBe(2);
        Work.Number().ShouldBe(1);
    }

    public sealed class Price
    {
        public decimal Net { get; set; }

        public decimal Tax { get; set; }

        public decimal Gross() => Net + (Net * Tax);

        public decimal Times(int count) => count * Gross();

        public async Task<decimal> RaiseAsync(decimal by)
        {
            await Task.Yield();
            Net += by;
            return Net;
        }
    }
}

using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>
/// Lambdas that fit several overloads equally well: that this file compiles is half of what it says, and what the calls give is the
/// other half.
/// </summary>
public sealed class LambdaOverloadSpecs : PoolSpecs
{
    private const string Text = "on purpose";
    private static readonly int[] s_items = [1, 2];
    private static readonly (int, int)[] s_pairs = [(1, 2)];

    [Fact]
    public async Task A_lambda_that_only_throws_can_be_run_with_and_without_a_result()
    {
        await using var pool = await Start();
        await Throws(pool.RunAsync<string>(() => throw new InvalidDataException(Text)));
        await Throws(pool.RunAsync(() => throw new InvalidDataException(Text)));
        await Throws(pool.RunAsync<string>(_ => throw new InvalidDataException(Text)));
        await Throws(pool.RunAsync<int, string>(x => throw new InvalidDataException(Text), 1));
        await Throws(pool.RunAsync(x => throw new InvalidDataException(Text), 1));
        await Throws(pool.RunAsync<int, int, string>((x, y) => throw new InvalidDataException(Text), 1, 2));
        await Throws(pool.RunAsync<int, int, int, string>((x, y, z) => throw new InvalidDataException(Text), 1, 2, 3));
        await Throws(pool.RunAsync<int, int, int, int, string>((x, y, z, u) => throw new InvalidDataException(Text), 1, 2, 3, 4));
        await Throws(pool.RunAsync<string>(async () => { await Task.Yield(); throw new InvalidDataException(Text); }));
    }

    [Fact]
    public async Task A_lambda_that_only_throws_can_be_submitted()
    {
        await using var pool = await Start();
        await Throws(pool.Submit<string>(() => throw new InvalidDataException(Text)).Task);
        await Throws(pool.Submit(() => throw new InvalidDataException(Text)).Task);
        await Throws(pool.Submit<int, string>(x => throw new InvalidDataException(Text), 1).Task);
        await Throws(pool.Submit<int, int, string>((x, y) => throw new InvalidDataException(Text), 1, 2).Task);
    }

    [Fact]
    public async Task A_lambda_that_only_throws_can_be_mapped_and_streamed()
    {
        await using var pool = await Start();
        await Throws(pool.MapAsync<int, string>(x => throw new InvalidDataException(Text), s_items));
        await Throws(pool.MapAsync<int, string>((x, token) => throw new InvalidDataException(Text), s_items));
        await Throws(pool.StarMapAsync<int, int, string>((x, y) => throw new InvalidDataException(Text), s_pairs));
        await Throws(pool.StreamAsync<int, string>(x => throw new InvalidDataException(Text), s_items).ToListAsync().AsTask());
        await Throws(
            pool.StreamAsync<int, string>(x => throw new InvalidDataException(Text), s_items.ToAsyncEnumerable()).ToListAsync().AsTask());
        (await pool.OutcomesAsync<int, string>(x => throw new InvalidDataException(Text), s_items).FirstAsync()).Error
            .ShouldBeOfType<InvalidDataException>();
        (await pool.OutcomesAsync<int, string>(x => throw new InvalidDataException(Text), s_items.ToAsyncEnumerable()).FirstAsync()).Error
            .ShouldBeOfType<InvalidDataException>();
    }

    [Fact]
    public async Task A_lambda_that_only_throws_can_be_a_process_a_factory_and_a_call()
    {
        var quiet = new ChildProcessOptions { OutputMode = OutputMode.Drop };
        await using (var child = ChildProcess.Start<string>(() => throw new InvalidDataException(Text), quiet))
            await Throws(child.Result);
        await using (var child = ChildProcess.Start<int, string>(x => throw new InvalidDataException(Text), 1, quiet))
            await Throws(child.Result);
        await using var pool = await Start();
        var refused = await Should.ThrowAsync<PoolStartException>(
            pool.HostAsync<State.Counter>(() => throw new InvalidDataException(Text)).WaitAsync(Patience));
        refused.InnerException.ShouldBeOfType<InvalidDataException>();
        await using var counter = await pool.HostAsync(() => new State.Counter(0)).WaitAsync(Patience);
        await Throws(counter.RunAsync<string>(x => throw new InvalidDataException(Text)));
        await Throws(counter.RunAsync(x => throw new InvalidDataException(Text)));
    }

    [Fact]
    public async Task A_lambda_that_ignores_its_parameter_takes_the_token_when_options_follow()
    {
        await using var pool = await Start();
        var options = new JobOptions { Name = "with options" };
        (await pool.RunAsync(_ => Task.FromResult(7), options).WaitAsync(Patience)).ShouldBe(7);
        await pool.RunAsync(_ => Task.Delay(1, CancellationToken.None), options).WaitAsync(Patience);
        await pool.RunAsync(async token => await Task.Delay(1, token), options).WaitAsync(Patience);
    }

    [Fact]
    public async Task What_was_clear_before_means_the_same()
    {
        await using var pool = await Start();
        (await pool.RunAsync(() => 1)).ShouldBe(1);
        (await pool.RunAsync(async () => await Task.FromResult(2))).ShouldBe(2);
        (await pool.RunAsync(() => Task.FromResult(3))).ShouldBe(3);
        (await pool.RunAsync<string?>(() => (string?)null)).ShouldBeNull();
        (await pool.RunAsync(x => x + 1, 4)).ShouldBe(5);
        (await pool.RunAsync(Arithmetic.SquareAsync, 3)).ShouldBe(9);
        (await pool.RunAsync(token => Task.FromResult(token.CanBeCanceled))).ShouldBeTrue();
        (await pool.RunAsync((x, token) => Task.FromResult(x), 6)).ShouldBe(6);
        (await pool.MapAsync(x => x * 2, s_items)).ShouldBe([2, 4]);
        (await pool.MapAsync(async x => await Task.FromResult(x * 3), s_items)).ShouldBe([3, 6]);
    }

    private static async Task Throws(Task call) =>
        (await Should.ThrowAsync<InvalidDataException>(call.WaitAsync(Patience))).Message.ShouldBe(Text);
}

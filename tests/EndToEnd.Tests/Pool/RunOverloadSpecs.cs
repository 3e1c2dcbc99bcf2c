using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class RunOverloadSpecs : PoolSpecs
{
    [Fact]
    public async Task Functions_with_a_result_run_with_none_to_four_arguments()
    {
        await using var pool = await Start();
        (await pool.RunAsync(Arithmetic.Answer)).ShouldBe(42);
        (await pool.RunAsync(Arithmetic.Square, 3)).ShouldBe(9);
        (await pool.RunAsync(Arithmetic.Add, 1, 2)).ShouldBe(3);
        (await pool.RunAsync(Arithmetic.Add3, 1, 2, 3)).ShouldBe(6);
        (await pool.RunAsync(Arithmetic.Add4, 1, 2, 3, 4)).ShouldBe(10);
    }

    [Fact]
    public async Task Async_functions_with_a_result_run_with_none_to_four_arguments()
    {
        await using var pool = await Start();
        (await pool.RunAsync(Arithmetic.AnswerAsync)).ShouldBe(42);
        (await pool.RunAsync(Arithmetic.SquareAsync, 3)).ShouldBe(9);
        (await pool.RunAsync(Arithmetic.AddAsync, 1, 2)).ShouldBe(3);
        (await pool.RunAsync(Arithmetic.Add3Async, 1, 2, 3)).ShouldBe(6);
        (await pool.RunAsync(Arithmetic.Add4Async, 1, 2, 3, 4)).ShouldBe(10);
    }

    [Fact]
    public async Task Functions_with_a_token_get_one_that_can_fire()
    {
        await using var pool = await Start();
        (await pool.RunAsync(Arithmetic.Token0)).ShouldBe(1);
        (await pool.RunAsync(Arithmetic.Token1, 10)).ShouldBe(11);
        (await pool.RunAsync(Arithmetic.Token2, 10, 20)).ShouldBe(31);
        (await pool.RunAsync(Arithmetic.Token3, 10, 20, 30)).ShouldBe(61);
        (await pool.RunAsync(Arithmetic.Token4, 10, 20, 30, 40)).ShouldBe(101);
    }

    [Fact]
    public async Task Functions_without_a_result_run_with_none_to_four_arguments()
    {
        var path = Path.Combine(Scratch(), "note");
        await using var pool = await Start(Noting(path));
        await pool.RunAsync(Notes.Write0);
        await pool.RunAsync(Notes.Write1, path);
        await pool.RunAsync(Notes.Write2, path, 1);
        await pool.RunAsync(Notes.Write3, path, 1, 2);
        await pool.RunAsync(Notes.Write4, path, 1, 2, 3);
        (await File.ReadAllTextAsync(path)).ShouldBe("0;1;2:1;3:12;4:123;");
    }

    [Fact]
    public async Task Async_functions_without_a_result_are_waited_for()
    {
        var path = Path.Combine(Scratch(), "note");
        await using var pool = await Start(Noting(path));
        await pool.RunAsync(Notes.Async0);
        await pool.RunAsync(Notes.Async1, path);
        await pool.RunAsync(Notes.Async2, path, 1);
        await pool.RunAsync(Notes.Async3, path, 1, 2);
        await pool.RunAsync(Notes.Async4, path, 1, 2, 3);
        (await File.ReadAllTextAsync(path)).ShouldBe("async0;async1;async2:1;async3:12;async4:123;");
    }

    [Fact]
    public async Task Functions_without_a_result_may_take_a_token()
    {
        var path = Path.Combine(Scratch(), "note");
        await using var pool = await Start(Noting(path));
        await pool.RunAsync(Notes.Token0);
        await pool.RunAsync(Notes.Token1, path);
        await pool.RunAsync(Notes.Token2, path, 1);
        await pool.RunAsync(Notes.Token3, path, 1, 2);
        await pool.RunAsync(Notes.Token4, path, 1, 2, 3);
        (await File.ReadAllTextAsync(path)).ShouldBe("token0:True;token1:True;token2:1True;token3:12True;token4:123True;");
    }

    internal static ProcessPoolOptions Noting(string path) =>
        new() { Workers = 1, Environment = { [Notes.Variable] = path } };
}

using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class NamedCallSpecs : PoolSpecs
{
    private const string Prices = "Troupe.EndToEnd.Tests.Jobs.Named";

    [Fact]
    public async Task A_public_static_method_is_called_by_its_name()
    {
        await using var pool = await Start();
        (await pool.RunAsync<int>("Troupe.EndToEnd.Tests.Jobs.Arithmetic.Add", 2, 3)).ShouldBe(5);
        (await pool.RunAsync<int>("Troupe.EndToEnd.Tests.Jobs.Arithmetic.AnswerAsync")).ShouldBe(42);
        (await pool.RunAsync<int>("Troupe.EndToEnd.Tests.Jobs.Arithmetic.Square", [4], new JobOptions { Timeout = Patience })).ShouldBe(16);
    }

    [Fact]
    public async Task The_arguments_choose_the_overload()
    {
        await using var pool = await Start();
        (await pool.RunAsync<string>($"{Prices}.Kind", 1)).ShouldBe("int");
        (await pool.RunAsync<string>($"{Prices}.Kind", "a")).ShouldBe("string");
        (await pool.RunAsync<string>($"{Prices}.Kind", 1, 2)).ShouldBe("two");
    }

    [Fact]
    public async Task A_wrong_name_lists_the_near_ones()
    {
        await using var pool = await Start();
        var error = await Should.ThrowAsync<FunctionNotFoundException>(pool.RunAsync<string>($"{Prices}.Kidn", 1));
        error.Message.ShouldContain("Kind");
        (await pool.RunAsync(Arithmetic.Answer)).ShouldBe(42);
    }

    [Fact]
    public async Task A_wrong_number_or_kind_of_arguments_is_refused_and_the_overloads_listed()
    {
        await using var pool = await Start();
        var number = await Should.ThrowAsync<FunctionNotFoundException>(pool.RunAsync<string>($"{Prices}.Kind", 1, 2, 3));
        number.Message.ShouldContain("Kind");
        await Should.ThrowAsync<Exception>(pool.RunAsync<int>("Troupe.EndToEnd.Tests.Jobs.Arithmetic.Add", "no", "number"));
        (await pool.RunAsync(Arithmetic.Answer)).ShouldBe(42);
    }

    [Fact]
    public async Task The_framework_cannot_be_called_by_name()
    {
        await using var pool = await Start();
        var path = Path.Combine(Scratch(), "file");
        await File.WriteAllTextAsync(path, "stays");
        await Should.ThrowAsync<Exception>(pool.RunAsync<int>("System.IO.File.Delete", path));
        File.Exists(path).ShouldBeTrue();
    }

    [Fact]
    public async Task A_method_without_a_result_gives_the_default()
    {
        await using var pool = await Start();
        (await pool.RunAsync<int>($"{Prices}.Nothing")).ShouldBe(0);
        (await pool.RunAsync<string?>($"{Prices}.Nothing")).ShouldBeNull();
    }
}

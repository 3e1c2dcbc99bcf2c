using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>What cannot travel is refused at the call, and what user code threw on the way is told.</summary>
public sealed class RefusedDataSpecs : PoolSpecs
{
    /// <summary>Refuses what is not positive.</summary>
    public sealed record Positive
    {
        public Positive(int value) =>
            Value = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), "It must be positive.");

        public int Value { get; private init; }

        /// <summary>One that no constructor would have made.</summary>
        public static Positive Forged() => new(1) { Value = -1 };
    }

    /// <summary>Keeps its text where nobody finds it.</summary>
    public sealed class Secretive(string text)
    {
        public int Length() => text.Length;
    }

    /// <summary>An exception that can only be made of a number.</summary>
    public sealed class OddException(int code) : Exception($"odd {code}");

    private static async ValueTask<int> Later()
    {
        await Task.Yield();
        return 1;
    }

    private static int ThrowAtThree(int item) => item == 3 ? throw new OddException(item) : item;

    [Fact]
    public async Task A_function_that_returns_a_ValueTask_is_refused_at_the_call_with_what_to_do()
    {
        await using var pool = await Start(1);
        Should.Throw<PayloadNotEncodableException>(() => { _ = pool.RunAsync(Later); }).Message.ShouldContain("AsTask()");
        Should.Throw<PayloadNotEncodableException>(() => { _ = pool.MapAsync(_ => Later(), Enumerable.Range(0, 3)); }).Message
            .ShouldContain("AsTask()");
    }

    [Fact]
    public async Task Options_that_were_taken_for_the_argument_are_refused_with_what_to_write()
    {
        await using var pool = await Start(1);
        var refusal = Should.Throw<PayloadNotEncodableException>(() => { _ = pool.RunAsync(_ => 1, new JobOptions { Name = "x" }); });
        refusal.Message.ShouldContain("JobOptions was taken for the function's argument");
        refusal.Message.ShouldContain("options:");
        (await pool.RunAsync(_ => 1, 2, options: new JobOptions { Name = "x" }).WaitAsync(Patience)).ShouldBe(1);
    }

    [Fact]
    public async Task A_result_that_could_not_be_made_again_is_refused_before_anything_runs()
    {
        var note = Path.Combine(Scratch(), "note");
        await using var pool = await Start(1);
        Should.Throw<PayloadNotEncodableException>(() => { _ = pool.RunAsync(() => Write(note)); }).Message.ShouldContain("'text'");
        (await pool.RunAsync(() => 1).WaitAsync(Patience)).ShouldBe(1);
        File.Exists(note).ShouldBeFalse();

        static Secretive Write(string path)
        {
            File.WriteAllText(path, "it ran");
            return new Secretive("x");
        }
    }

    [Fact]
    public async Task What_a_constructor_threw_at_an_argument_is_the_inner_exception()
    {
        await using var pool = await Start(1);
        var error = await Should.ThrowAsync<PayloadFormatException>(
            pool.RunAsync(value => value.Value, Positive.Forged()).WaitAsync(Patience));
        error.InnerException.ShouldBeOfType<ArgumentOutOfRangeException>().Message.ShouldContain("It must be positive.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(null)]
    public async Task An_error_of_a_type_that_cannot_be_made_again_names_its_item(int? chunk)
    {
        await using var pool = await Start(2);
        var error = await Should.ThrowAsync<JobFailedException>(
            pool.MapAsync(ThrowAtThree, Enumerable.Range(0, 10), new MapOptions { ChunkSize = chunk }).WaitAsync(Patience));
        error.ItemIndex.ShouldBe(3);
        error.Message.ShouldContain("at item 3");
    }
}

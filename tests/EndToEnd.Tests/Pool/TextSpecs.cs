using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class TextSpecs : PoolSpecs
{
    public static TheoryData<string> Texts => new(
        "",
        "plain",
        "emoji 👩‍👩‍👧 🎭",
        "a\0b",
        "\ud800 lone \udfff",
        "עברית ؀ RTL \u202e",
        "line\r\n\tbreak",
        "\u001b[31m",
        "\\\"'`$(x)",
        new string('ü', 100_000));

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Every_text_comes_back_as_it_went(string text)
    {
        await using var pool = await Start();
        (await pool.RunAsync(Echoes.Same, text).WaitAsync(Patience)).ShouldBe(text);
        (await pool.RunAsync(Echoes.SameList, new List<string> { text, text }).WaitAsync(Patience)).ShouldBe([text, text]);
        (await pool.RunAsync(() => text + text).WaitAsync(Patience)).ShouldBe(text + text);
        var dictionary = new Dictionary<string, string> { ["key" + text] = text };
        (await pool.RunAsync(Echoes.SameMap, dictionary).WaitAsync(Patience)).ShouldBe(dictionary);
    }

    [Fact]
    public async Task Names_of_jobs_errors_and_functions_may_hold_any_letter()
    {
        await using var pool = await Start();
        var handle = pool.Submit(Work.Throw, "Größe 👍 \ud800", options: new JobOptions { Name = "名前 \u001b 👍" });
        var error = await Should.ThrowAsync<InvalidOperationException>(handle.Task.WaitAsync(Patience));
        error.Message.ShouldContain("Größe 👍");
        handle.Name.ShouldBe("名前 \u001b 👍");
        (await pool.RunAsync(Echoes.Größe, 3).WaitAsync(Patience)).ShouldBe(3);
    }

    [Fact]
    public async Task A_graph_that_is_too_deep_is_an_error_of_the_caller_and_the_worker_lives()
    {
        await using var pool = await Start();
        var deep = new Echoes.Node(null);
        for (var i = 0; i < 10_000; i++)
            deep = new Echoes.Node(deep);
        await Should.ThrowAsync<Exception>(async () => await pool.RunAsync(Echoes.Depth, deep).WaitAsync(Patience));
        await Should.ThrowAsync<Exception>(async () => await pool.RunAsync(Echoes.MakeDeep, 10_000).WaitAsync(Patience));
        (await pool.RunAsync(Echoes.Depth, new Echoes.Node(new Echoes.Node(null))).WaitAsync(Patience)).ShouldBe(2);
        pool.Snapshot().Workers.Single().Generation.ShouldBe(1);
    }

    [Fact]
    public async Task A_graph_that_contains_itself_is_an_error_of_the_caller()
    {
        await using var pool = await Start();
        var ring = new Echoes.Ring();
        ring.Next = ring;
        await Should.ThrowAsync<Exception>(async () => await pool.RunAsync(Echoes.Count, ring).WaitAsync(Patience));
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
    }
}

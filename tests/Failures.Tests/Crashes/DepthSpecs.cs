using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>Values without bottom: refused where that is possible, else the end of one worker, blamed on one job.</summary>
public sealed class DepthSpecs : CrashSpecs
{
    [Theory]
    [InlineData(33)]
    [InlineData(100_000)]
    public async Task A_graph_that_is_too_deep_is_refused_at_the_call_and_nothing_is_queued(int levels)
    {
        var pool = await StartAsync(1);
        var error = Should.Throw<PayloadNotEncodableException>(() => { _ = pool.RunAsync(Work.TakeNested, Nested.Of(levels)); });
        error.Message.ShouldContain(nameof(Nested));
        error.Message.ShouldContain("32");
        (pool.Snapshot().Waiting, pool.Snapshot().Running).ShouldBe((0, 0));
        await ShouldWorkAsync(pool);
    }

    [Fact]
    public async Task A_graph_as_deep_as_the_limit_travels_both_ways()
    {
        var pool = await StartAsync(1);
        (await pool.RunAsync(Work.TakeNested, Nested.Of(32)).Soon()).ShouldBe(32);
        (await pool.RunAsync(Work.GiveNested, 32).Soon()).Levels().ShouldBe(32);
    }

    [Fact]
    public async Task A_result_that_is_too_deep_is_a_named_error_and_the_worker_lives()
    {
        var pool = await StartAsync(1);
        var error = await Should.ThrowAsync<PayloadNotEncodableException>(() => pool.RunAsync(Work.GiveNested, 100_000)).Soon();
        error.Message.ShouldContain(nameof(Nested));
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(1);
    }

    [Fact]
    public async Task A_converter_that_recurses_without_end_over_an_argument_is_blamed_on_its_job_and_the_next_runs()
    {
        var pool = await StartAsync(1);
        var deep = pool.RunAsync(Work.TakeChain, new Chain(Chain.Endless, 0));
        var next = pool.RunAsync(Work.Add, 2, 3);
        var error = await Should.ThrowAsync<WorkerLostException>(() => deep).Soon();
        error.SignalName.ShouldBe("SIGABRT");
        error.StandardErrorTail.ShouldNotBeEmpty();
        (await next.Soon()).ShouldBe(5);
        GenerationOf(pool).ShouldBe(2);
    }

    [Fact]
    public async Task A_converter_that_recurses_without_end_over_a_result_is_blamed_on_its_job_and_the_next_runs()
    {
        var pool = await StartAsync(1);
        var deep = pool.RunAsync(Work.GiveChain, Chain.Endless);
        var next = pool.RunAsync(Work.Add, 2, 3);
        (await Should.ThrowAsync<WorkerLostException>(() => deep).Soon()).SignalName.ShouldBe("SIGABRT");
        (await next.Soon()).ShouldBe(5);
        GenerationOf(pool).ShouldBe(2);
    }

    [Fact]
    public async Task A_converter_that_looks_at_its_stack_is_refused_at_the_call_instead_of_ending_the_caller()
    {
        var pool = await StartAsync(1);
        Should.Throw<PayloadEncodingException>(() => { _ = pool.RunAsync(Work.TakeChain, new Chain(0, Chain.Endless, Careful: true)); })
            .InnerException.ShouldBeOfType<InsufficientExecutionStackException>();
        var error = await Should.ThrowAsync<PayloadFormatException>(
            () => pool.RunAsync(Work.TakeChain, new Chain(Chain.Endless, 0, Careful: true))).Soon();
        error.Message.ShouldContain("stack");
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(1);
    }
}

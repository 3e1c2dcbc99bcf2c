using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>The program's own code that runs for one job's outcome, and does not come to an end, holds up no other job.</summary>
public sealed class HeldCodeSpecs : CrashSpecs
{
    private const string Text = "It went wrong.";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_constructor_of_the_users_own_exception_that_hangs_holds_up_nobody_else(int workers)
    {
        var pool = await StartFullAsync(workers);
        await HoldAsync(
            pool,
            async () => (await Should.ThrowAsync<HeldException>(pool.RunAsync(Held.Throw, Text).Soon())).Message.ShouldBe(Text));
    }

    // Whether the policy forgives the error depends on its type: it is made first.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task With_a_policy_that_names_it_a_constructor_that_hangs_holds_up_nobody_else(int workers)
    {
        var pool = await StartFullAsync(workers);
        var options = new JobOptions
        {
            Retry = RetryPolicy.OnWorkerLoss(2).AndOn<HeldException>().WithBackoff(TimeSpan.FromMilliseconds(1))
        };
        await HoldAsync(
            pool,
            async () => (await Should.ThrowAsync<HeldException>(pool.RunAsync(Held.Throw, Text, options).Soon())).Message.ShouldBe(Text));
    }

    [Fact]
    public async Task A_constructor_of_an_items_exception_that_hangs_holds_up_nobody_else()
    {
        var pool = await StartFullAsync(1);
        await HoldAsync(pool, async () =>
        {
            var outcomes = new List<Outcome<int>>();
            await foreach (var outcome in pool.OutcomesAsync(Held.ThrowFor5, Enumerable.Range(0, 10)))
                outcomes.Add(outcome);
            outcomes.Count.ShouldBe(10);
            outcomes[5].Error.ShouldBeOfType<HeldException>();
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_decoder_of_a_result_that_hangs_holds_up_nobody_else(int workers)
    {
        var pool = await StartFullAsync(workers);
        await HoldAsync(pool, async () => (await pool.RunAsync(Held.Give, 7).Soon()).Number.ShouldBe(7));
    }

    /// <summary>Runs something whose outcome hangs, sees that other jobs go on, and lets it come to its end.</summary>
    private static async Task HoldAsync(ProcessPool pool, Func<Task> run)
    {
        Held.Hold();
        var held = Task.Run(run);
        try
        {
            await Held.EnteredAsync(s_patience);
            for (var round = 0; round < 20; round++)
                await ShouldWorkAsync(pool);
            held.IsCompleted.ShouldBeFalse();
        }
        finally
        {
            Held.Release();
        }
        await held.Soon();
    }
}

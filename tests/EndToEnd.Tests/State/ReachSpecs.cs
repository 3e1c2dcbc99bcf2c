using Akka.Actor;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>How far handles reach, and what they say where they do not.</summary>
public sealed class ReachSpecs : PoolSpecs
{
    [Fact]
    public async Task A_job_cannot_create_objects_in_the_pool_that_runs_it_and_is_told_where_to()
    {
        await using var pool = await Start();
        Task[] refused =
        [
            pool.RunAsync(() => { pool.CreateChannel<int>(); }),
            pool.RunAsync(() => { pool.CreatePipe<int>(); }),
            pool.RunAsync(() => { pool.CreateDictionary<string, int>(); }),
            pool.RunAsync(() => { pool.CreateLock(); }),
            pool.RunAsync(() => { pool.CreateBarrier(2); }),
            pool.RunAsync(async () => { await pool.HostAsync(() => new Counter(0)); }),
            pool.RunAsync(async () => { await pool.SpawnAsync(Props.Create<SumActor>()); }),
        ];
        foreach (var job in refused)
        {
            (await Should.ThrowAsync<InvalidOperationException>(job.WaitAsync(Patience))).Message
                .ShouldContain("where the pool was started");
        }
    }

    [Fact]
    public async Task A_job_shares_what_it_creates_with_the_processes_that_it_starts_itself()
    {
        await using var pool = await Start();
        (await pool.RunAsync(ReachJobs.SumOfOwnChild, 10).WaitAsync(2 * Patience)).ShouldBe(45);
    }

    [Fact]
    public async Task What_a_job_has_created_does_not_reach_the_process_above_it()
    {
        await using var pool = await Start();
        var error = await Should.ThrowAsync<PayloadFormatException>(pool.RunAsync(() => ProcessChannel.Create<int>()).WaitAsync(Patience));
        error.ToString().ShouldContain("Create it in the process that starts all of its users");
        var nested = await Should.ThrowAsync<PayloadFormatException>(pool.RunAsync(ReachJobs.PassToSibling).WaitAsync(Patience));
        nested.ToString().ShouldContain("Create it in the process that starts all of its users");
    }

    [Fact]
    public async Task A_child_cannot_pass_a_handle_on_to_its_own_child_but_relays()
    {
        await using var channel = ProcessChannel.Create<int>();
        await using (var child = ChildProcess.Start(ReachJobs.PassToOwnChild, channel))
            (await child.Result.WaitAsync(2 * Patience)).ShouldContain("not in their own children");
        await using (var child = ChildProcess.Start(ReachJobs.RelayFromOwnChild, channel, 10))
            await child.Completion.WaitAsync(2 * Patience);
        var sum = 0;
        while (channel.TryRead(out var number))
            sum += number;
        sum.ShouldBe(45);
    }
}

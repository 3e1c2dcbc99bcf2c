using Troupe.EndToEnd.Tests.Crashes;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>
/// A web app sends an error's message to its client: it is short, and holds neither stack nor path nor what the worker printed. All that
/// is in properties, and in ToString for the log.
/// </summary>
public sealed class ErrorMessageSpecs : CrashSpecs
{
    private const string Secret = "/srv/secret/place: the password is swordfish";

    [Theory]
    [InlineData(Death.FailFast, WorkerLostReason.Crashed)]
    [InlineData(Death.StackOverflow, WorkerLostReason.Crashed)]
    [InlineData(Death.ExitThree, WorkerLostReason.Exited)]
    [InlineData(Death.NativeFault, WorkerLostReason.Crashed)]
    public async Task A_lost_workers_output_is_no_part_of_any_message(Death how, WorkerLostReason reason)
    {
        var pool = await StartAsync(1);
        var lost = await Should.ThrowAsync<WorkerLostException>(pool.RunAsync(Dying.SayAndDie, Secret, how).Soon());
        ShouldBeShort(lost);
        lost.Reason.ShouldBe(reason);
        lost.ToString().ShouldContain($"{reason}, exit code {lost.ExitCode}");
        // What the runtime writes of the stack may be longer than what is kept.
        if (how == Death.StackOverflow && !lost.StandardErrorTail.Contains("Stack overflow", StringComparison.Ordinal))
            return;
        lost.StandardErrorTail.ShouldContain(Secret);
        lost.ToString().ShouldContain(Secret);
    }

    [Fact]
    public async Task A_poisoned_job_lists_its_deaths_beside_its_message()
    {
        var pool = await StartAsync(1);
        var options = new JobOptions { Retry = RetryPolicy.OnWorkerLoss(3).WithPoisonLimit(2) };
        var poisoned = await Should.ThrowAsync<JobPoisonedException>(
            pool.RunAsync(Dying.SayAndDie, Secret, Death.FailFast, options).Soon());
        ShouldBeShort(poisoned);
        (poisoned.Deaths.Count, poisoned.Reason).ShouldBe((2, WorkerLostReason.Crashed));
        poisoned.InnerException.ShouldBe(poisoned.Deaths[^1]);
        poisoned.ToString().ShouldContain("Death 2: ");
        var item = await Should.ThrowAsync<JobPoisonedException>(
            pool.MapAsync(Dying.SayAndFailFast, [Secret], new MapOptions { Retry = options.Retry }).Soon());
        ShouldBeShort(item);
        item.Deaths.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_pool_that_cannot_start_says_so_without_the_output_of_its_workers()
    {
        var starting = new ProcessPoolOptions
        {
            Workers = 1,
            Initializer = () => Dying.SayAndDie(Secret, Death.FailFast),
            OutputMode = OutputMode.Drop
        };
        var refused = await Should.ThrowAsync<PoolStartException>(ProcessPool.StartAsync(starting).Soon());
        ShouldBeShort(refused);
        refused.InnerException.ShouldBeOfType<WorkerLostException>().StandardErrorTail.ShouldContain(Secret);
        refused.ToString().ShouldContain(Secret);
    }

    [Fact]
    public async Task A_pool_that_has_become_unavailable_tells_the_first_error_as_the_inner_exception()
    {
        var broken = PathOf("broken");
        var pool = await StartAsync(1, options => options.Initializer = () => Dying.ThrowWhile(broken, Secret));
        await File.WriteAllTextAsync(broken, "");
        ProcessTable.Kill(pool.Snapshot().Workers[0].Pid);
        var unavailable = await Should.ThrowAsync<PoolUnavailableException>(async () =>
        {
            while (true)
                await pool.RunAsync(Work.Add, 1, 1).Soon();
        });
        ShouldBeShort(unavailable);
        unavailable.InnerException.ShouldBeOfType<InvalidDataException>().Message.ShouldBe(Secret);
    }

    [Fact]
    public async Task A_job_is_told_the_properties_of_the_error_of_its_own_job()
    {
        var pool = await StartAsync(1);
        (await pool.RunAsync(Work.TellOfNestedLoss, Secret).Soon()).ShouldBe($"Exited 3 no signal 1 True True True {Secret}");
        (await pool.RunAsync(Work.TellOfNestedTimeout, TimeSpan.FromMilliseconds(200)).Soon()).ShouldStartWith("True True True ");
    }

    [Fact]
    public async Task The_log_still_tells_the_last_words()
    {
        var log = new LogLines();
        var pool = await StartAsync(1, options => options.LoggerFactory = log);
        await Should.ThrowAsync<WorkerLostException>(pool.RunAsync(Dying.SayAndDie, Secret, Death.ExitThree).Soon());
        await Patience.UntilAsync(() => log.Lines.Any(line => line.Event.Id == 2 && line.Text.Contains(Secret, StringComparison.Ordinal)));
    }

    private static void ShouldBeShort(Exception error)
    {
        error.Message.Length.ShouldBeLessThan(400);
        error.Message.ShouldNotContain("secret");
        error.Message.ShouldNotContain("   at ");
        error.Message.ShouldNotContain("/");
    }
}

using Microsoft.Extensions.Logging;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class JobContextSpecs : PoolSpecs
{
    [Fact]
    public async Task A_job_knows_its_number_attempt_and_worker()
    {
        await using var pool = await Start(2);
        var handle = pool.Submit(Contexts.Describe);
        var told = await handle.Task.WaitAsync(Patience);
        told.JobId.ShouldBe(handle.Id);
        (told.Attempt, told.Generation).ShouldBe((1, 1));
        told.Slot.ShouldBeInRange(0, 1);
        told.Pid.ShouldBe(pool.Snapshot().Workers.Single(worker => worker.Slot == told.Slot).Pid);
    }

    [Fact]
    public async Task The_attempt_counts_up_on_a_retry()
    {
        await using var pool = await Start();
        var retry = RetryPolicy.OnWorkerLoss(5).AndOn<InvalidOperationException>();
        (await pool.RunAsync(Contexts.FailUntil, 3, new JobOptions { Retry = retry }).WaitAsync(Patience)).ShouldBe(3);
    }

    [Fact]
    public async Task The_context_flows_with_tasks_and_threads_of_the_job_and_not_into_the_next_one()
    {
        await using var pool = await Start();
        var first = pool.Submit(Contexts.IdsEverywhere);
        var ids = await first.Task.WaitAsync(Patience);
        ids.ShouldAllBe(id => id == first.Id);
        var second = pool.Submit(Contexts.IdsEverywhere);
        (await second.Task.WaitAsync(Patience)).ShouldAllBe(id => id == second.Id);
        second.Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public void Outside_of_a_job_there_is_no_context()
    {
        JobContext.TryGetCurrent().ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => JobContext.Current).Message.ShouldContain("TryGetCurrent");
    }

    [Fact]
    public async Task Log_lines_arrive_with_their_level_job_and_worker()
    {
        var log = new LogLines();
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, LoggerFactory = log });
        var handle = pool.Submit(Contexts.LogLines, "naïve ✓\r\n\u001b[31mred");
        await handle.Task.WaitAsync(Patience);
        var lines = log.Lines.Where(line => line.Event.Id == 12).ToList();
        lines.Select(line => line.Level).ShouldBe([LogLevel.Debug, LogLevel.Information, LogLevel.Error]);
        lines.ShouldAllBe(line => line.Text.StartsWith($"[worker 0.1, job {handle.Id}] ", StringComparison.Ordinal));
        lines[1].Text.ShouldContain("naïve ✓");
        lines[1].Text.ShouldNotContain("\u001b");
        lines[1].Text.ShouldNotContain("\n");
        lines[2].Text.ShouldContain("InvalidDataException");
    }

    [Fact]
    public async Task A_line_arrives_with_template_values_exception_event_and_scopes()
    {
        var log = new LogLines();
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, LoggerFactory = log });
        await pool.RunAsync(Contexts.LeaveScopeOpen).WaitAsync(Patience);
        var handle = pool.Submit(Contexts.LogStructured, "a.csv");
        await handle.Task.WaitAsync(Patience);

        var line = log.Lines.Single(line => line.Event.Id == 31);
        (line.Level, line.Event.Name).ShouldBe((LogLevel.Warning, "Rows"));
        line.Text.ShouldStartWith($"[worker 0.1, job {handle.Id}] Read 3 rows of a.csv in 00:00:02 as Error, 1.2");
        line.Scopes.ShouldBe(["import 7", "plain"]);
        var values = line.Values.ToDictionary(value => value.Key, value => value.Value);
        values["{OriginalFormat}"].ShouldBe("Read {Count} rows of {File} in {Took} as {Level}, {Odd}");
        (values["Count"], values["File"], values["Took"], values["Level"]).ShouldBe((3, "a.csv", TimeSpan.FromSeconds(2), "Error"));
        values["Odd"].ShouldBe("1.2");
        (values["Worker"], values["Job"]).ShouldBe(("0.1", (ulong)handle.Id));
        line.Error.ShouldBeOfType<InvalidDataException>().InnerException.ShouldBeOfType<TimeoutException>();

        var last = log.Lines.Single(line => line.Text.EndsWith("outside of every scope", StringComparison.Ordinal));
        last.Scopes.ShouldBeEmpty();
        last.Values.Where(value => value.Key == "Job").ShouldHaveSingleItem().Value.ShouldBe("every scope");
    }

    [Fact]
    public async Task What_the_pools_logger_does_not_want_is_not_enabled_in_a_job()
    {
        var log = new LogLines { Least = LogLevel.Warning };
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, LoggerFactory = log });
        (await pool.RunAsync(Contexts.EnabledLevels).WaitAsync(Patience)).ShouldBe([false, false, false, true, true, true, false]);
        await pool.RunAsync(Contexts.LogLines, "text").WaitAsync(Patience);
        log.Lines.Where(line => line.Event.Id == 12).Select(line => line.Level).ShouldBe([LogLevel.Error]);
        await using var silent = await Start();
        (await silent.RunAsync(Contexts.EnabledLevels).WaitAsync(Patience)).ShouldAllBe(enabled => !enabled);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1 << 30)]
    public async Task A_long_line_is_cut_to_what_a_message_may_have_and_the_worker_lives(long longest)
    {
        var log = new LogLines();
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, LoggerFactory = log, MaxMessageBytes = longest });
        await pool.RunAsync(Contexts.LogMuch, 100_000).WaitAsync(Patience);
        await Until(() => log.Lines.Any(line => line.Text.Contains("ééé", StringComparison.Ordinal)), "the line arrives");
        pool.Snapshot().Workers.Single().Generation.ShouldBe(1);
    }

    [Fact]
    public async Task The_token_of_the_context_is_the_token_of_the_job()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var handle = pool.Submit(Contexts.WaitForToken, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the job runs");
        var pid = pool.Snapshot().Workers.Single().Pid;
        handle.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(handle.Task.WaitAsync(Patience));
        (await pool.RunAsync(Work.Pid).WaitAsync(Patience)).ShouldBe(pid);
    }

    [Fact]
    public async Task The_pool_of_a_job_cannot_be_ended_or_inspected_from_inside()
    {
        await using var pool = await Start();
        var text = await pool.RunAsync(() =>
        {
            try
            {
                pool.Complete();
                return "";
            }
            catch (InvalidOperationException error)
            {
                return error.Message;
            }
        }).WaitAsync(Patience);
        text.ShouldContain("process that started the pool");
    }
}

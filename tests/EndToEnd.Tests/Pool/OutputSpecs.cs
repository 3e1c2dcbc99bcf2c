using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class OutputSpecs : PoolSpecs
{
    private const int StandardOutput = 6;
    private const int StandardError = 7;

    [Theory]
    [InlineData(OutputMode.Drop)]
    [InlineData(OutputMode.Forward)]
    public async Task A_flood_of_output_without_lines_blocks_no_job_and_takes_no_memory(OutputMode mode)
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, OutputMode = mode, LoggerFactory = new LogLines() });
        await pool.RunAsync(Work.Flood, 1).WaitAsync(Patience);
        var before = Environment.WorkingSet;
        (await pool.RunAsync(Work.Flood, 100).WaitAsync(Patience)).ShouldBe(100L << 20);
        (Environment.WorkingSet - before).ShouldBeLessThan(64L << 20);
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
        pool.Snapshot().Workers.Single().Generation.ShouldBe(1);
    }

    [Fact]
    public async Task Forwarded_lines_carry_worker_and_job_and_no_control_characters()
    {
        var log = new LogLines();
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, OutputMode = OutputMode.Forward, LoggerFactory = log });
        var handle = pool.Submit(Work.SayAndPass, "naïve ✓ \u001b[31mred", gate);
        // The job is held until its lines are there: a line bears the number of the job that runs when it is read.
        await Until(
            () => log.Lines.Any(line => line.Event.Id == StandardOutput) && log.Lines.Any(line => line.Event.Id == StandardError),
            "the lines have come");
        Gate.Open(gate);
        await handle.Task.WaitAsync(Patience);
        var output = log.Lines.Single(line => line.Event.Id == StandardOutput).Text;
        output.ShouldStartWith($"[worker 0.1, job {handle.Id}] naïve ✓ ");
        output.ShouldNotContain("\u001b");
        log.Lines.Single(line => line.Event.Id == StandardError).Text.ShouldStartWith($"[worker 0.1, job {handle.Id}] error: naïve");
    }

    [Fact]
    public async Task A_line_that_is_read_after_its_job_has_ended_still_bears_its_number()
    {
        var log = new LogLines();
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, OutputMode = OutputMode.Forward, LoggerFactory = log });
        for (var round = 0; round < 20; round++)
        {
            var handle = pool.Submit(Work.Say, $"round {round}.");
            await handle.Task.WaitAsync(Patience);
            await Until(
                () => log.Lines.Count(line => line.Text.Contains($"round {round}.", StringComparison.Ordinal)) == 2,
                "both lines have come");
            log.Lines.Where(line => line.Text.Contains($"round {round}.", StringComparison.Ordinal))
                .ShouldAllBe(line => line.Text.StartsWith($"[worker 0.1, job {handle.Id}]", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_last_words_of_a_worker_bear_the_number_of_the_job_that_ended_it()
    {
        var log = new LogLines();
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, OutputMode = OutputMode.Forward, LoggerFactory = log });
        await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience);
        var handle = pool.Submit(Work.SayAndExit, "goodbye");
        await Should.ThrowAsync<WorkerLostException>(handle.Task.WaitAsync(Patience));
        await Until(() => log.Lines.Any(line => line.Event.Id == StandardError), "the last line has come");
        log.Lines.First(line => line.Event.Id == StandardError).Text.ShouldBe($"[worker 0.1, job {handle.Id}] error: goodbye");
    }

    [Fact]
    public async Task A_logger_that_throws_or_blocks_holds_up_no_job()
    {
        using var open = new ManualResetEventSlim();
        var log = new LogLines { Seen = line => HoldUp(line, open) };
        var pool = await Start(new ProcessPoolOptions { Workers = 1, OutputMode = OutputMode.Forward, LoggerFactory = log });
        for (var i = 0; i < 2000; i++)
            await pool.RunAsync(Work.Say, $"line {i}").WaitAsync(Patience);
        open.Set();
        await pool.DisposeAsync().AsTask().WaitAsync(Patience);

        static void HoldUp(LogLines.Line line, ManualResetEventSlim open)
        {
            if (line.Event.Id == StandardOutput)
                open.Wait(Patience);
            if (line.Event.Id == StandardError)
                throw new InvalidOperationException("the logger's own");
        }
    }

    [Fact]
    public async Task The_console_of_a_job_has_nothing_to_read()
    {
        await using var pool = await Start();
        (await pool.RunAsync(Work.ReadLine).WaitAsync(Patience)).ShouldBeNull();
        await pool.RunAsync(() => Console.OpenStandardInput().Dispose()).WaitAsync(Patience);
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
    }
}

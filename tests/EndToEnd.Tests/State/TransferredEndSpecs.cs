using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>A job that was given an end of a pipe and dies before it uses it: nobody waits for it for ever.</summary>
public sealed class TransferredEndSpecs : PoolSpecs
{
    [Fact]
    public async Task A_job_that_dies_before_it_uses_its_end_is_told_at_the_other()
    {
        await using var pool = await Start();
        var (here, there) = pool.CreatePipe<string>();
        var reading = here.ReadAsync().AsTask();
        await Should.ThrowAsync<WorkerLostException>(pool.RunAsync(async () =>
        {
            Environment.Exit(3);
            await there.WriteAsync("x");
        }).WaitAsync(Patience));
        await ShouldBeToldOfTheDeath(reading);
        (await Should.ThrowAsync<IOException>(here.WriteAsync("a").AsTask().WaitAsync(Patience))).InnerException
            .ShouldBeOfType<WorkerLostException>();
        await ShouldBeToldOfTheDeath(here.ReadAsync().AsTask());
    }

    [Fact]
    public async Task So_is_one_whose_end_lay_inside_of_other_data()
    {
        await using var pool = await Start();
        var (here, there) = pool.CreatePipe<string>();
        await Should.ThrowAsync<WorkerLostException>(
            pool.RunAsync(TransferredEndJobs.ExitWithNested, new TransferredEndJobs.Nested("a", (1, [there]))).WaitAsync(Patience));
        await ShouldBeToldOfTheDeath(here.ReadAsync().AsTask());
    }

    [Fact]
    public async Task So_is_one_that_was_called_by_name()
    {
        await using var pool = await Start();
        var (here, there) = pool.CreatePipe<string>();
        await Should.ThrowAsync<WorkerLostException>(
            pool.RunAsync<int>("Troupe.EndToEnd.Tests.State.TransferredEndJobs.ExitByName", there).WaitAsync(Patience));
        await ShouldBeToldOfTheDeath(here.ReadAsync().AsTask());
    }

    [Fact]
    public async Task So_is_one_that_is_killed_because_its_time_is_up_or_it_is_cancelled()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, GracePeriod = TimeSpan.FromMilliseconds(20) });
        var gate = Path.Combine(Scratch(), "gate");
        var (here, there) = pool.CreatePipe<string>();
        await Should.ThrowAsync<JobTimeoutException>(pool.RunAsync(
            TransferredEndJobs.PassGate,
            there,
            gate,
            new JobOptions { Timeout = TimeSpan.FromMilliseconds(100) }).WaitAsync(Patience));
        await ShouldBeToldOfTheDeath(here.ReadAsync().AsTask());

        var (hereToo, thereToo) = pool.CreatePipe<string>();
        using var cancellation = new CancellationTokenSource();
        var job = pool.RunAsync(TransferredEndJobs.PassGate, thereToo, gate + "2", cancellationToken: cancellation.Token);
        await Until(() => Gate.Waiting(gate + "2") == 1, "the job runs");
        cancellation.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(job.WaitAsync(Patience));
        await ShouldBeToldOfTheDeath(hereToo.ReadAsync().AsTask());
    }

    [Fact]
    public async Task An_item_of_a_map_that_dies_is_told_at_its_own_pipe_and_at_no_other()
    {
        await using var pool = await Start();
        var pipes = Enumerable.Range(0, 4).Select(_ => pool.CreatePipe<string>()).ToList();
        var items = pipes.Select((pipe, index) => (pipe.Second, index == 1 ? "" : $"item {index}")).ToList();
        await Should.ThrowAsync<WorkerLostException>(
            pool.MapAsync(TransferredEndJobs.WriteUnlessEmpty, items, new MapOptions { ChunkSize = 4 }).WaitAsync(Patience));
        await ShouldBeToldOfTheDeath(pipes[1].First.ReadAsync().AsTask());
        foreach (var index in new[] { 0, 2, 3 })
            (await pipes[index].First.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe($"item {index}");
        pipes[3].First.TryRead(out _).ShouldBeFalse("nothing more was written");
        await pipes[3].First.WriteAsync("open as before");
    }

    [Fact]
    public async Task An_end_that_a_whole_map_was_given_is_open_until_the_last_item_has_ended()
    {
        await using var pool = await Start(2);
        var (here, there) = pool.CreatePipe<string>();
        var map = pool.MapAsync(
            async (int number) =>
            {
                if (number == 3)
                    Environment.Exit(3);
                await there.WriteAsync($"{number}");
                return number;
            }, Enumerable.Range(3, 20).ToList(), new MapOptions { ChunkSize = 5 });
        await Should.ThrowAsync<WorkerLostException>(map.WaitAsync(Patience));
        var read = new List<string>();
        for (var i = 0; i < 19; i++)
            read.Add(await here.ReadAsync().AsTask().WaitAsync(Patience));
        read.Select(int.Parse).Order().ShouldBe(Enumerable.Range(4, 19));
        await ShouldBeToldOfTheDeath(here.ReadAsync().AsTask());
    }

    [Fact]
    public async Task A_second_attempt_uses_the_end_that_the_first_one_died_with()
    {
        await using var pool = await Start();
        var (here, there) = pool.CreatePipe<string>();
        var reading = here.ReadAsync().AsTask();
        await pool.RunAsync(TransferredEndJobs.WriteInSecondAttempt, there, new JobOptions { Retry = RetryPolicy.OnWorkerLoss(2) })
            .WaitAsync(Patience);
        (await reading.WaitAsync(Patience)).ShouldBe("second");
        await here.WriteAsync("open as before");
        (await there.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe("open as before");
    }

    [Fact]
    public async Task When_the_last_attempt_dies_too_the_other_end_is_told()
    {
        await using var pool = await Start();
        var (here, there) = pool.CreatePipe<string>();
        await Should.ThrowAsync<WorkerLostException>(
            pool.RunAsync(TransferredEndJobs.Exit, there, new JobOptions { Retry = RetryPolicy.OnWorkerLoss(2) }).WaitAsync(Patience));
        await ShouldBeToldOfTheDeath(here.ReadAsync().AsTask());
    }

    [Fact]
    public async Task A_job_that_throws_or_is_cancelled_or_given_up_before_it_runs_leaves_its_end_open()
    {
        await using var pool = await Start();
        var gate = Path.Combine(Scratch(), "gate");
        var (here, there) = pool.CreatePipe<string>();
        await Should.ThrowAsync<InvalidDataException>(pool.RunAsync(TransferredEndJobs.Throw, there).WaitAsync(Patience));
        using var cancellation = new CancellationTokenSource();
        var running = pool.RunAsync(Gate.Pass, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the worker is busy");
        var cancelled = pool.RunAsync(TransferredEndJobs.Exit, there, cancellationToken: cancellation.Token);
        var givenUp = pool.RunAsync(TransferredEndJobs.Exit, there, new JobOptions { QueueTimeout = TimeSpan.FromMilliseconds(50) });
        cancellation.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(cancelled.WaitAsync(Patience));
        await Should.ThrowAsync<JobTimeoutException>(givenUp.WaitAsync(Patience));
        Gate.Open(gate);
        await running.WaitAsync(Patience);
        var last = pool.RunAsync(TransferredEndJobs.Read, there);
        await here.WriteAsync("to the last");
        (await last.WaitAsync(Patience)).ShouldBe("to the last");
    }

    [Fact]
    public async Task An_end_that_another_job_was_given_too_is_left_to_that_one()
    {
        await using var pool = await Start();
        var (here, there) = pool.CreatePipe<string>();
        var first = pool.RunAsync(TransferredEndJobs.Exit, there);
        var second = pool.RunAsync(TransferredEndJobs.Read, there);
        await Should.ThrowAsync<WorkerLostException>(first.WaitAsync(Patience));
        await here.WriteAsync("to the second");
        (await second.WaitAsync(Patience)).ShouldBe("to the second");
        await ShouldBeToldOfTheDeath(here.ReadAsync().AsTask());
    }

    [Fact]
    public async Task A_call_of_a_hosted_object_that_dies_with_its_end_is_told_at_the_other()
    {
        await using var pool = await Start();
        await using var counter = await pool.HostAsync(() => new Counter(0)).WaitAsync(Patience);
        var (here, there) = pool.CreatePipe<string>();
        await Should.ThrowAsync<WorkerLostException>(counter.RunAsync(_ => TransferredEndJobs.Exit(there)).WaitAsync(Patience));
        await ShouldBeToldOfTheDeath(here.ReadAsync().AsTask());
    }

    [Fact]
    public async Task A_pipe_that_is_closed_before_its_job_dies_stays_closed()
    {
        await using var pool = await Start();
        var gate = Path.Combine(Scratch(), "gate");
        var (here, there) = pool.CreatePipe<string>();
        var job = pool.RunAsync(TransferredEndJobs.PassGate, there, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the job runs");
        here.Close();
        there.Close();
        ProcessTable.Kill(pool.Snapshot().Workers.Single().Pid);
        await Should.ThrowAsync<WorkerLostException>(job.WaitAsync(Patience));
        await Should.ThrowAsync<EndOfStreamException>(here.ReadAsync().AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task Whenever_a_worker_is_killed_nobody_waits_for_it()
    {
        var random = new Random(20);
        for (var round = 0; round < 30; round++)
        {
            await using var pool = await Start();
            var pid = pool.Snapshot().Workers.Single().Pid;
            var folder = Scratch();
            var (here, there) = pool.CreatePipe<string>();
            var reading = here.ReadAsync().AsTask();
            var job = pool.RunAsync(TransferredEndJobs.SignAndRead, there, folder);
            await Task.Delay(random.Next(61)); // The moment of the kill is what is tried here.
            ProcessTable.Kill(pid);
            // Killed before it had begun, the job goes to the next worker, and waits there for its message.
            bool BeganElsewhere() => Directory.EnumerateFiles(folder).Any(file => Path.GetFileName(file) != $"{pid}");
            await Until(() => reading.IsCompleted || BeganElsewhere(), "the reader is told, or the job runs elsewhere");
            if (BeganElsewhere())
            {
                await here.WriteAsync("go on");
                (await job.WaitAsync(Patience)).ShouldBe("go on");
                continue;
            }
            await ShouldBeToldOfTheDeath(reading);
            await Should.ThrowAsync<WorkerLostException>(job.WaitAsync(Patience));
        }
    }

    private static async Task ShouldBeToldOfTheDeath(Task reading)
    {
        var error = await Should.ThrowAsync<EndOfStreamException>(reading.WaitAsync(Patience / 3));
        error.InnerException.ShouldBeOfType<WorkerLostException>();
    }
}

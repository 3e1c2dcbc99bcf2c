using Akka;
using Akka.Actor;
using Akka.Routing;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.Tests.Dummy;

namespace Troupe.EndToEnd.Tests.Control;

/// <summary>A pool as an actor, for applications that have an actor system.</summary>
public sealed class PoolActorRefSpecs : ActorRefSpecs
{
    [Fact]
    public async Task A_job_that_is_told_to_the_pool_is_answered_with_its_result()
    {
        await using var pool = await StartThere(workers: 1);
        var three = 3;
        (await pool.ActorRef.Ask<int>(PoolJob.Of(() => Work.Add(1, 2)), Patience)).ShouldBe(3);
        (await pool.ActorRef.Ask<int>(PoolJob.Of(Work.Add, three, 4), Patience)).ShouldBe(7);
        (await pool.ActorRef.Ask<int>(PoolJob.Of(async () => { await Task.Yield(); return three; }), Patience)).ShouldBe(3);
    }

    [Fact]
    public async Task A_job_without_a_result_and_one_whose_result_is_null_are_answered_with_Done()
    {
        await using var pool = await StartThere(workers: 1);
        (await pool.ActorRef.Ask(PoolJob.Of(() => { }), Patience)).ShouldBe(Done.Instance);
        (await pool.ActorRef.Ask(PoolJob.Of(async () => await Task.Delay(1)), Patience)).ShouldBe(Done.Instance);
        (await pool.ActorRef.Ask(PoolJob.Of(() => Nothing()), Patience)).ShouldBe(Done.Instance);
    }

    [Fact]
    public async Task An_actor_that_tells_a_job_gets_its_answer_as_a_message_from_the_pools_actor()
    {
        await using var pool = await StartThere(workers: 1);
        var inbox = Inbox.Create(System);
        pool.ActorRef.Tell(PoolJob.Of(() => Work.Add(1, 2)), inbox.Receiver);
        (await inbox.ReceiveAsync(Patience)).ShouldBe(3);
        pool.ActorRef.Tell(PoolJob.Of(() => Work.ThrowBefore(9)), inbox.Receiver);
        await Should.ThrowAsync<TimeoutException>(inbox.ReceiveAsync(Patience), "an inbox throws what a failure brings");
    }

    [Fact]
    public async Task A_job_that_fails_is_answered_with_its_own_exception_and_the_pool_goes_on()
    {
        await using var pool = await StartThere(workers: 1);
        var lost = await Failure<WorkerLostException>(pool.ActorRef, PoolJob.Of(Work.Die, Death.ExitThree));
        lost.ExitCode.ShouldBe(3);
        await Failure<JobTimeoutException>(
            pool.ActorRef,
            PoolJob.Of(Work.SleepFor, 60_000, new JobOptions { Timeout = TimeSpan.FromMilliseconds(50) }));
        await Failure<InvalidDataException>(pool.ActorRef, PoolJob.Of(() => throw new InvalidDataException("as meant")));
        (await pool.ActorRef.Ask<int>(PoolJob.Of(() => Work.Add(1, 2)), Patience)).ShouldBe(3);
    }

    [Fact]
    public async Task A_retry_policy_holds_for_a_job_that_is_told()
    {
        await using var pool = await StartThere(workers: 1);
        var options = new JobOptions { Retry = RetryPolicy.OnWorkerLoss(3) };
        (await pool.ActorRef.Ask<int>(PoolJob.Of(Work.DieBefore, 3, options), Patience)).ShouldBe(3);
    }

    [Fact]
    public async Task A_job_is_what_it_was_when_the_message_was_made_however_often_it_is_told()
    {
        await using var pool = await StartThere(workers: 1);
        var number = 1;
        var job = PoolJob.Of(() => number + 1);
        number = 100;
        (await pool.ActorRef.Ask<int>(job, Patience)).ShouldBe(2);
        (await pool.ActorRef.Ask<int>(job, Patience)).ShouldBe(2);
    }

    [Fact]
    public void What_cannot_travel_is_refused_where_the_message_is_made()
    {
        var captured = new FileInfo("nowhere").Directory!.EnumerateFiles();
        Should.Throw<PayloadNotEncodableException>(() => PoolJob.Of(() => captured.Count()));
        Should.Throw<FunctionRefusedException>(() => PoolJob.Of(Environment.GetEnvironmentVariable, "PATH"));
    }

    [Fact]
    public async Task A_full_queue_and_a_closed_pool_are_answered_and_the_actor_takes_no_harm()
    {
        await using var pool = await StartThere(
            new ProcessPoolOptions { Workers = 1, QueueCapacity = 1, QueueFullMode = QueueFullMode.Throw });
        var gate = Path.Combine(Scratch(), "gate");
        var running = pool.ActorRef.Ask<int>(PoolJob.Of(Work.HoldUntil, gate), Patience);
        await Until(() => pool.Snapshot() is { Running: 1, Waiting: 0 }, "the job runs");
        var waiting = pool.ActorRef.Ask<int>(PoolJob.Of(() => Work.Add(1, 2)), Patience);
        await Until(() => pool.Snapshot().Waiting == 1, "the job waits");
        await Failure<QueueFullException>(pool.ActorRef, PoolJob.Of(() => Work.Add(1, 2)));
        pool.Complete();
        await Failure<PoolClosedException>(pool.ActorRef, PoolJob.Of(() => Work.Add(1, 2)));
        await File.WriteAllTextAsync(gate, "");
        (await waiting).ShouldBe(3);
        await running;
    }

    [Fact]
    public async Task The_actor_of_a_pool_whose_queue_is_full_waits_for_nobody()
    {
        await using var pool = await StartThere(new ProcessPoolOptions { Workers = 1, QueueCapacity = 1 });
        var gate = Path.Combine(Scratch(), "gate");
        var jobs = Enumerable.Range(0, 5).Select(_ => pool.ActorRef.Ask<int>(PoolJob.Of(Work.HoldUntil, gate), Patience)).ToList();
        (await Routees(pool)).Count.ShouldBe(1);
        await File.WriteAllTextAsync(gate, "");
        await Task.WhenAll(jobs).WaitAsync(Patience);
    }

    [Fact]
    public async Task The_failure_of_a_job_that_nobody_asked_for_an_answer_is_logged()
    {
        var log = new LogLines();
        await using var pool = await StartThere(new ProcessPoolOptions { Workers = 1, LoggerFactory = log });
        pool.ActorRef.Tell(PoolJob.Of(Work.ThrowBefore, 9, new JobOptions { Name = "unheard" }), ActorRefs.NoSender);
        await Until(() => log.Warnings.Any(line => line.Contains("unheard", StringComparison.Ordinal)), "it is logged");
    }

    [Fact]
    public async Task A_job_that_is_told_to_a_routee_runs_on_its_worker_and_on_the_next_one_of_its_slot()
    {
        await using var pool = await StartThere(workers: 2);
        await AllReady(pool, 2);
        var routees = await Routees(pool);
        routees.Select(routee => routee.Path.Name).ShouldBe(["worker-0", "worker-1"]);
        var pids = pool.Snapshot().Workers.OrderBy(worker => worker.Slot).Select(worker => worker.Pid).ToArray();
        var jobs = Enumerable.Range(0, 20).Select(number => routees[number % 2].Ask<int>(PoolJob.Of(Work.Pid), Patience));
        (await Task.WhenAll(jobs)).ShouldBe(Enumerable.Range(0, 20).Select(number => pids[number % 2]));

        var dying = Failure<WorkerLostException>(routees[1], PoolJob.Of(Work.Die, Death.ExitThree));
        var next = routees[1].Ask<int>(PoolJob.Of(Work.Generation), Patience);
        (await dying).Slot.ShouldBe(1);
        (await next).ShouldBe(2);
    }

    [Fact]
    public async Task A_broadcast_runs_once_on_each_worker_and_each_result_is_answered()
    {
        await using var pool = await StartThere(workers: 3);
        await AllReady(pool, 3);
        var inbox = Inbox.Create(System);
        pool.ActorRef.Tell(new Broadcast(PoolJob.Of(Work.Pid)), inbox.Receiver);
        object[] answers = [await inbox.ReceiveAsync(Patience), await inbox.ReceiveAsync(Patience), await inbox.ReceiveAsync(Patience)];
        answers.Cast<int>().ShouldBe(pool.Snapshot().Workers.Select(worker => worker.Pid), ignoreOrder: true);
    }

    [Fact]
    public async Task A_router_over_the_routees_gives_each_worker_its_turn()
    {
        await using var pool = await StartThere(workers: 2);
        await AllReady(pool, 2);
        var paths = (await Routees(pool)).Select(routee => routee.Path.ToStringWithoutAddress());
        var router = System.ActorOf(Props.Empty.WithRouter(new RoundRobinGroup(paths)), "router");
        var pids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => router.Ask<int>(PoolJob.Of(Work.Pid), Patience)));
        pids.GroupBy(pid => pid).Select(turns => turns.Count()).ShouldBe([5, 5]);
    }

    [Fact]
    public async Task A_router_that_hashes_sends_related_jobs_to_one_worker()
    {
        await using var pool = await StartThere(workers: 3);
        await AllReady(pool, 3);
        var paths = (await Routees(pool)).Select(routee => routee.Path.ToStringWithoutAddress());
        var router = System.ActorOf(Props.Empty.WithRouter(new ConsistentHashingGroup(paths)), "router");
        var asked = Enumerable.Range(0, 30).Select(async number =>
            (Key: number % 10, Pid: await router.Ask<int>(
                new ConsistentHashableEnvelope(PoolJob.Of(Work.Pid), $"key {number % 10}"),
                Patience)));
        var turns = (await Task.WhenAll(asked)).ToLookup(turn => turn.Key, turn => turn.Pid);
        turns.ShouldAllBe(pids => pids.Distinct().Count() == 1);
        turns.SelectMany(pids => pids).Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_routee_is_terminated_when_its_slot_is_given_up_and_what_waits_for_it_fails()
    {
        await using var pool = await StartThere(workers: 2);
        await AllReady(pool, 2);
        var gate = Path.Combine(Scratch(), "gate");
        var routees = await Routees(pool);
        var running = routees.Select(routee => routee.Ask<int>(PoolJob.Of(Work.HoldUntil, gate), Patience)).ToList();
        await Until(() => pool.Snapshot().Running == 2, "both are busy");
        var waiting = routees.Select(routee => routee.Ask<int>(PoolJob.Of(Work.Pid), Patience)).ToList();
        await Until(() => pool.Snapshot().Waiting == 2, "both have one waiting");

        var resized = pool.ResizeAsync(1);
        await File.WriteAllTextAsync(gate, "");

        await Task.WhenAll(running).WaitAsync(Patience);
        (await Should.ThrowAsync<WorkerLostException>(waiting[1].WaitAsync(Patience))).MayHaveRun.ShouldBeFalse();
        await routees[1].WatchAsync().WaitAsync(Patience);
        (await waiting[0]).ShouldBe(pool.Snapshot().Workers.Single().Pid);
        await resized.WaitAsync(Patience);
        (await Routees(pool)).ShouldBe([routees[0]]);
    }

    [Fact]
    public async Task Routees_that_are_killed_take_jobs_all_the_same()
    {
        await using var pool = await StartThere(workers: 2);
        await AllReady(pool, 2);
        var routees = await Routees(pool);
        var jobs = new List<Task<int>>();
        for (var round = 0; round < 5; round++)
        {
            jobs.AddRange(routees.Select(routee => routee.Ask<int>(PoolJob.Of(Work.Add, round, 1), Patience)));
            foreach (var routee in routees)
                routee.Tell(Kill.Instance);
        }
        (await Task.WhenAll(jobs).WaitAsync(Patience)).Order()
            .ShouldBe(Enumerable.Range(1, 5).SelectMany(number => new[] { number, number }));
    }

    [Fact]
    public async Task After_a_poison_pill_accepted_jobs_run_to_their_end_and_then_the_pool_is_gone()
    {
        var pool = await StartThere(workers: 1);
        var gate = Path.Combine(Scratch(), "gate");
        var accepted = new[] { PoolJob.Of(Work.HoldUntil, gate), PoolJob.Of(Work.Add, 1, 2) }.Select(
            job => pool.ActorRef.Ask<int>(job, Patience)).ToList();
        var ended = pool.ActorRef.GracefulStop(Patience);
        await Failure<PoolClosedException>(pool.ActorRef, PoolJob.Of(() => Work.Add(1, 2)));
        ended.IsCompleted.ShouldBeFalse();
        await File.WriteAllTextAsync(gate, "");
        (await Task.WhenAll(accepted).WaitAsync(Patience))[1].ShouldBe(3);
        (await ended.WaitAsync(Patience)).ShouldBeTrue();
        LiveWorkers().ShouldBeEmpty("its processes are gone when its watchers are told");
        (await Should.ThrowAsync<PoolClosedException>(() => pool.RunAsync(Work.Add, 1, 2))).Message.ShouldContain("PoisonPill");
        await pool.DisposeAsync();
    }

    [Fact]
    public async Task A_kill_ends_the_pool_at_once()
    {
        var pool = await StartThere(workers: 1);
        var running = pool.ActorRef.Ask<int>(PoolJob.Of(Work.SleepFor, 60_000), Patience);
        await Until(() => pool.Snapshot().Running == 1, "the job runs");
        var gone = pool.ActorRef.WatchAsync();
        pool.ActorRef.Tell(Kill.Instance);
        await gone.WaitAsync(Patience);
        await Should.ThrowAsync<OperationCanceledException>(running.WaitAsync(Patience));
        await pool.DisposeAsync();
    }

    [Fact]
    public async Task A_pool_may_be_disposed_of_while_it_drains()
    {
        var pool = await StartThere(new ProcessPoolOptions { Workers = 1, DrainTimeout = TimeSpan.Zero });
        var running = pool.RunAsync(Work.SleepFor, 60_000);
        pool.ActorRef.Tell(PoisonPill.Instance);
        await pool.DisposeAsync().AsTask().WaitAsync(Patience);
        await Should.ThrowAsync<OperationCanceledException>(running.WaitAsync(Patience));
        await pool.ActorRef.WatchAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task Jobs_that_the_end_of_the_pool_cancels_are_answered_so()
    {
        var pool = await StartThere(workers: 1);
        var running = pool.ActorRef.Ask<int>(PoolJob.Of(Work.SleepFor, 60_000), Patience);
        await Until(() => pool.Snapshot().Running == 1, "the job runs");
        await pool.KillAsync().WaitAsync(Patience);
        await Should.ThrowAsync<OperationCanceledException>(running.WaitAsync(Patience));
    }

    [Fact]
    public async Task What_the_actor_does_not_know_is_unhandled()
    {
        await using var pool = await StartThere(workers: 1);
        var inbox = Inbox.Create(System);
        System.EventStream.Subscribe(inbox.Receiver, typeof(Akka.Event.UnhandledMessage)).ShouldBeTrue();
        object[] unknown = ["a text", new Broadcast("a text")];
        foreach (var message in unknown)
        {
            pool.ActorRef.Tell(message);
            (await inbox.ReceiveAsync(Patience)).ShouldBeOfType<Akka.Event.UnhandledMessage>().Message.ShouldBe(message);
        }
        (await pool.ActorRef.Ask<int>(PoolJob.Of(() => Work.Add(1, 2)), Patience)).ShouldBe(3);
    }

    [Fact]
    public async Task A_pool_without_a_system_of_the_applications_has_an_actor_too()
    {
        var pool = await Start(workers: 2);
        await AllReady(pool, 2);
        (await pool.ActorRef.Ask<int>(PoolJob.Of(() => Work.Add(1, 2)), Patience)).ShouldBe(3);
        (await Routees(pool)).Count.ShouldBe(2);
        pool.ActorRef.ShouldBe(pool.ActorRef);
        var gone = pool.ActorRef.WatchAsync();
        await pool.DisposeAsync();
        await gone.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_job_cannot_have_the_actor_of_the_pool_that_runs_it()
    {
        await using var pool = await Start();
        var refused = await Should.ThrowAsync<InvalidOperationException>(pool.RunAsync(() => pool.ActorRef.Path.Name));
        refused.Message.ShouldContain("the process that started the pool");
    }

    private static string? Nothing() => null;
}

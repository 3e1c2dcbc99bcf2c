using Akka.Actor;
using Akka.Routing;
using Akka.TestKit.Xunit2;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>A user's own actors in worker processes.</summary>
public sealed class HostedActorSpecs : PoolSpecs, IDisposable
{
    private readonly TestKit _kit = new();

    public void Dispose() => _kit.Dispose();

    private static Task<Talk.Total> Ask(IActorRef actor) => actor.Ask<Talk.Total>(new Talk.Get(), Patience);

    [Fact]
    public async Task An_actor_in_another_process_is_told_and_asked()
    {
        await using var pool = await Start();
        var sum = await pool.SpawnAsync(Props.Create<SumActor>()).WaitAsync(Patience);
        for (var i = 1; i <= 100; i++)
            sum.Tell(new Talk.Add(i));
        var total = await Ask(sum);
        total.Value.ShouldBe(5050);
        total.Pid.ShouldNotBe(Environment.ProcessId);
    }

    [Fact]
    public async Task What_its_constructor_is_given_makes_the_actor_also_at_its_restart()
    {
        await using var pool = await Start();
        var start = 7;
        var sum = await pool.SpawnAsync(Props.Create(() => new SumActor(start))).WaitAsync(Patience);
        sum.Tell(new Talk.Add(1));
        var before = await Ask(sum);
        before.Value.ShouldBe(8);
        sum.Tell(new Talk.Fail("on purpose"));
        var after = await Ask(sum);
        (after.Value, after.Pid).ShouldBe((7, before.Pid), "it was restarted in its process");
    }

    [Fact]
    public async Task References_inside_of_messages_work_both_ways_and_between_two_workers()
    {
        await using var pool = await Start();
        var one = await pool.SpawnAsync(Props.Create<SumActor>()).WaitAsync(Patience);
        var two = await pool.SpawnAsync(Props.Create<SumActor>()).WaitAsync(Patience);
        var own = _kit.CreateTestProbe();
        one.Tell(new Talk.Introduce(own));
        var hello = await own.ExpectMsgAsync<Talk.Hello>(Patience);
        hello.From.ShouldBe(one, "an actor's own reference is the one that the program has");
        hello.From.Tell(new Talk.Add(5));
        (await Ask(one)).Value.ShouldBe(5, "the reference that came in a message leads back");
        one.Tell(new Talk.Introduce(two));
        for (var look = 0; (await Ask(one)).Value != 1005; look++)
            look.ShouldBeLessThan(5000);
    }

    [Fact]
    public async Task A_killed_process_ends_what_was_asked_and_the_actor_starts_anew_behind_the_same_reference()
    {
        await using var pool = await Start();
        var sum = await pool.SpawnAsync(Props.Create<SumActor>()).WaitAsync(Patience);
        sum.Tell(new Talk.Add(1));
        var before = await Ask(sum);
        var asked = sum.Ask<string>(new Talk.Add(1), 4 * Patience);
        await Ask(sum);
        ProcessTable.Kill(before.Pid);
        (await Should.ThrowAsync<WorkerLostException>(asked.WaitAsync(Patience))).Message.ShouldContain("SIGKILL");
        var after = await Ask(sum);
        after.Value.ShouldBe(0, "it is a fresh one");
        after.Pid.ShouldNotBe(before.Pid);
    }

    [Fact]
    public async Task Watchers_are_told_when_the_actor_stops_or_is_lost_for_good()
    {
        await using var pool = await Start();
        var stopping = await pool.SpawnAsync(Props.Create<SumActor>()).WaitAsync(Patience);
        var dying = await pool.SpawnAsync(Props.Create<SumActor>(), new HostedOptions { MaxRestarts = 0 }).WaitAsync(Patience);
        var watcher = _kit.CreateTestProbe();
        watcher.Watch(stopping);
        watcher.Watch(dying);
        stopping.Tell(new Talk.Stop());
        await watcher.ExpectTerminatedAsync(stopping, Patience);
        dying.Tell(new Talk.Die());
        await watcher.ExpectTerminatedAsync(dying, Patience);
        watcher.Watch(dying);
        await watcher.ExpectTerminatedAsync(dying, Patience);
        await Until(() => LiveWorkers().Count == 1, "only the pool's own worker is left");
    }

    [Fact]
    public async Task A_round_robin_pool_spreads_over_processes()
    {
        await using var pool = await Start();
        var sums = await pool.SpawnAsync(Props.Create<SumActor>().WithRouter(new RoundRobinPool(3))).WaitAsync(2 * Patience);
        var totals = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => Ask(sums)));
        totals.GroupBy(total => total.Pid).Select(group => group.Count()).ShouldBe([3, 3, 3]);
        sums.Tell(new Broadcast(new Talk.Add(4)));
        (await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Ask(sums)))).ShouldAllBe(total => total.Value == 4);
    }

    [Fact]
    public async Task A_routee_that_ends_is_left_out_one_can_be_added_and_with_the_last_the_router_ends()
    {
        await using var pool = await Start();
        var sums = await pool.SpawnAsync(Props.Create<SumActor>().WithRouter(new RoundRobinPool(2))).WaitAsync(2 * Patience);
        _kit.Watch(sums);
        sums.Tell(new Talk.Stop());
        await Until(() => LiveWorkers().Count == 2, "the process of the one is gone");
        var pid = (await Ask(sums)).Pid;
        (await Ask(sums)).Pid.ShouldBe(pid);
        sums.Tell(new AdjustPoolSize(1));
        for (var look = 0; (await Ask(sums)).Pid == pid; look++)
            look.ShouldBeLessThan(5000);
        sums.Tell(new Broadcast(new Talk.Stop()));
        await _kit.ExpectTerminatedAsync(sums, Patience);
        await Until(() => LiveWorkers().Count == 1, "only the pool's own worker is left");
    }

    [Fact]
    public async Task When_one_of_the_routees_cannot_be_started_none_of_them_stays()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, Initializer = () => FirstStart.Fail(gate) });
        Gate.Open(gate);
        var router = Props.Create<SumActor>().WithRouter(new RoundRobinPool(3));
        var error = await Should.ThrowAsync<PoolStartException>(pool.SpawnAsync(router).WaitAsync(2 * Patience));
        error.Message.ShouldContain(FirstStart.Why);
        LiveWorkers().ShouldHaveSingleItem("only the pool's own worker is left");
        await Ask(await pool.SpawnAsync(router).WaitAsync(2 * Patience));
    }

    [Fact]
    public async Task When_the_start_of_the_routees_is_given_up_none_of_them_stays()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, Initializer = () => FirstStart.Hang(gate) });
        Gate.Open(gate);
        using var cancellation = new CancellationTokenSource();
        var start = pool.SpawnAsync(Props.Create<SumActor>().WithRouter(new RoundRobinPool(3)), cancellationToken: cancellation.Token);
        await Until(() => FirstStart.IsTaken(gate), "one of them hangs");
        // While this one starts, the others do; when they need longer, the spec only proves less.
        await pool.SpawnAsync(Props.Create<SumActor>()).WaitAsync(Patience);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(start.WaitAsync(Patience));
        LiveWorkers().Count.ShouldBe(2, "the pool's own worker and the actor that was started alone are left");
    }

    [Fact]
    public async Task A_message_that_cannot_travel_is_told_to_its_sender_and_harms_no_other()
    {
        await using var pool = await Start();
        var sum = await pool.SpawnAsync(Props.Create<SumActor>()).WaitAsync(Patience);
        await Should.ThrowAsync<PayloadNotEncodableException>(sum.Ask(new MemoryStream(), Patience));
        sum.Tell(new MemoryStream(), _kit.TestActor);
        (await _kit.ExpectMsgAsync<Status.Failure>(Patience)).Cause.ShouldBeOfType<PayloadNotEncodableException>();
        sum.Tell(new Talk.Add(3));
        (await Ask(sum)).Value.ShouldBe(3);
    }

    [Fact]
    public async Task A_reference_is_no_data_of_jobs()
    {
        await using var pool = await Start();
        var sum = await pool.SpawnAsync(Props.Create<SumActor>()).WaitAsync(Patience);
        var error = await Should.ThrowAsync<PayloadEncodingException>(async () => await pool.RunAsync(() => sum.Path.Name.Length));
        error.Message.ShouldContain("only inside of messages to actors");
    }

    [Fact]
    public async Task Hosted_actors_end_with_their_pool()
    {
        var pool = await Start();
        var sum = await pool.SpawnAsync(Props.Create<SumActor>()).WaitAsync(Patience);
        _kit.Watch(sum);
        await pool.DisposeAsync();
        await _kit.ExpectTerminatedAsync(sum, Patience);
        await Should.ThrowAsync<PoolClosedException>(pool.SpawnAsync(Props.Create<SumActor>()));
    }
}

using Troupe.Actors;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>A user's own actors in worker processes.</summary>
public sealed class HostedActorSpecs : PoolSpecs
{
    private static Task<Talk.Total> Ask(ActorRef actor) => actor.AskAsync<Talk.Total>(new Talk.Get(), Patience);

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
    public async Task A_factory_with_captured_data_makes_the_actor_also_at_its_restart()
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
        var met = new TaskCompletionSource<Talk.Hello>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var system = new ActorSystem("spec");
        var own = system.Spawn(Props.Create(() => new Listener(met)));
        one.Tell(new Talk.Introduce(own));
        var hello = await met.Task.WaitAsync(Patience);
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
        var asked = sum.AskAsync<string>(new Talk.Add(1), Patience);
        ProcessTable.Kill(before.Pid);
        (await Should.ThrowAsync<ActorTerminatedException>(asked.WaitAsync(Patience))).Message.ShouldContain("SIGKILL");
        var after = await Ask(sum);
        after.Value.ShouldBe(0, "it is a fresh one");
        after.Pid.ShouldNotBe(before.Pid);
    }

    [Fact]
    public async Task Watchers_are_told_when_the_actor_stops_or_is_lost_for_good()
    {
        await using var pool = await Start();
        await using var system = new ActorSystem("spec");
        var stopping = await pool.SpawnAsync(Props.Create<SumActor>()).WaitAsync(Patience);
        var dying = await pool.SpawnAsync(Props.Create<SumActor>(), new HostedOptions { MaxRestarts = 0 }).WaitAsync(Patience);
        var stopped = Watch(system, stopping);
        var died = Watch(system, dying);
        stopping.Tell(new Talk.Stop());
        (await stopped.WaitAsync(Patience)).AddressTerminated.ShouldBeFalse();
        dying.Tell(new Talk.Die());
        var end = await died.WaitAsync(Patience);
        (end.AddressTerminated, end.Actor).ShouldBe((true, dying));
        end.Reason.ShouldNotBeNull().ShouldContain("exit");
        await Should.ThrowAsync<ActorTerminatedException>(Ask(dying).WaitAsync(Patience));
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
    public async Task What_cannot_travel_is_refused_at_the_call()
    {
        await using var pool = await Start();
        var supervised = await Should.ThrowAsync<ArgumentException>(pool.SpawnAsync(Props.Create<SumActor>().WithSupervisor(SupervisorStrategy.Default)));
        supervised.Message.ShouldContain("override SupervisorStrategy in the actor");
        var patient = new OneForOneStrategy(_ => Directive.Resume, RestartBudget.Default);
        var routed = await Should.ThrowAsync<ArgumentException>(pool.SpawnAsync(Props.Create<SumActor>().WithRouter(new RoundRobinPool(2, patient))));
        routed.Message.ShouldContain("HostedOptions");
        var sum = await pool.SpawnAsync(Props.Create<SumActor>()).WaitAsync(Patience);
        Should.Throw<PayloadNotEncodableException>(() => sum.Tell(new MemoryStream()));
        await Should.ThrowAsync<PayloadEncodingException>(async () => await pool.RunAsync(() => sum.Name.Length));
        (await Ask(sum)).Value.ShouldBe(0);
    }

    [Fact]
    public async Task Hosted_actors_end_with_their_pool()
    {
        await using var system = new ActorSystem("spec");
        var pool = await Start();
        var sum = await pool.SpawnAsync(Props.Create<SumActor>()).WaitAsync(Patience);
        var ended = Watch(system, sum);
        await pool.DisposeAsync();
        await ended.WaitAsync(Patience);
        await Should.ThrowAsync<PoolClosedException>(pool.SpawnAsync(Props.Create<SumActor>()));
    }

    private static Task<Terminated> Watch(ActorSystem system, ActorRef actor)
    {
        var ended = new TaskCompletionSource<Terminated>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.Spawn(Props.Create(() => new Watcher(actor, ended)));
        return ended.Task;
    }

    private sealed class Listener(TaskCompletionSource<Talk.Hello> met) : Actor
    {
        protected override ValueTask ReceiveAsync(object message)
        {
            if (message is Talk.Hello hello)
                met.TrySetResult(hello);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Watcher(ActorRef watched, TaskCompletionSource<Terminated> ended) : Actor
    {
        protected override ValueTask PreStartAsync()
        {
            Context.Watch(watched);
            return ValueTask.CompletedTask;
        }

        protected override ValueTask ReceiveAsync(object message)
        {
            if (message is Terminated terminated)
                ended.TrySetResult(terminated);
            return ValueTask.CompletedTask;
        }
    }
}

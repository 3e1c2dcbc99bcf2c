using Akka.Actor;
using Akka.Routing;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Logging;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.EndToEnd.Tests.State;

namespace Troupe.EndToEnd.Tests.Hosted;

/// <summary>What an actor in a worker process can do that Akka's actors do, and how it ends.</summary>
public sealed class HostedLifeSpecs : PoolSpecs, IDisposable
{
    private readonly TestKit _kit = new();

    public void Dispose() => _kit.Dispose();

    private Task<IActorRef> Boss(ProcessPool pool, string? note = null) =>
        pool.SpawnAsync(Props.Create(() => new BossActor(_kit.TestActor, note))).WaitAsync(Patience);

    [Fact]
    public async Task It_stashes_becomes_another_awaits_and_has_timers()
    {
        await using var pool = await Start();
        var door = await pool.SpawnAsync(Props.Create<DoorActor>()).WaitAsync(Patience);
        for (var number = 0; number < 100; number++)
            door.Tell(new Club.Guest(number));
        door.Tell(new Club.Open());
        (await door.Ask<Club.Guests>(new Club.Guests([]), Patience)).Numbers.ShouldBe(Enumerable.Range(0, 100), "in the order of telling");
        (await door.Ask<Club.Note>(new Club.Note("later"), Patience)).Text.ShouldBe("later");
        for (var look = 0; (await door.Ask<Club.Ticks>(new Club.Ticks(0), Patience)).Count < 3; look++)
            look.ShouldBeLessThan(20_000);
    }

    [Fact]
    public async Task Its_children_live_with_it_and_it_supervises_them()
    {
        await using var pool = await Start();
        var boss = await Boss(pool);
        var clerk = await boss.Ask<IActorRef>(new Club.Hire("kim"), Patience);
        clerk.Tell(new Club.Note("one"));
        clerk.Tell(new Club.Note("nonsense"));
        clerk.Tell(new Club.Note("two"));
        (await clerk.Ask<int>("?", Patience)).ShouldBe(2, "it was resumed");
        _kit.Watch(clerk);
        clerk.Tell(new Club.Note("harm"));
        await ExpectBothAsync(clerk, "kim has left");
        (await boss.Ask<string>("there?", Patience)).ShouldBe("there?");
    }

    [Fact]
    public async Task A_child_is_stopped_by_its_reference()
    {
        await using var pool = await Start();
        var boss = await Boss(pool);
        var clerk = await boss.Ask<IActorRef>(new Club.Hire("kim"), Patience);
        _kit.Watch(clerk);
        clerk.Tell(new Club.Note("one"));
        clerk.Tell(PoisonPill.Instance);
        await ExpectBothAsync(clerk, "kim has left");
    }

    private async Task ExpectBothAsync(IActorRef ended, string note)
    {
        // The notice of the reference and the boss's own word come by two ways.
        object[] both = [await _kit.ReceiveOneAsync(Patience), await _kit.ReceiveOneAsync(Patience)];
        both.OfType<Terminated>().ShouldHaveSingleItem().ActorRef.ShouldBe(ended);
        both.OfType<Club.Note>().ShouldHaveSingleItem().Text.ShouldBe(note);
    }

    [Fact]
    public async Task A_forwarded_message_keeps_its_sender_through_two_workers()
    {
        await using var pool = await Start();
        var one = await Boss(pool);
        var two = await Boss(pool);
        var clerk = await two.Ask<IActorRef>(new Club.Hire("kim"), Patience);
        one.Tell(new Club.Pass(two, "unread"), _kit.TestActor);
        one.Tell(new Club.Pass(clerk, "one"), _kit.TestActor);
        for (var look = 0; await clerk.Ask<int>("?", Patience) != 1; look++)
            look.ShouldBeLessThan(5000);
        // The clerk answers whom the message came from, not who forwarded it.
        var echo = await pool.SpawnAsync(Props.Create<EchoActor>()).WaitAsync(Patience);
        one.Tell(new Club.Pass(echo, "hello"), _kit.TestActor);
        (await _kit.ExpectMsgAsync<Club.Note>(Patience)).Text.ShouldBe("hello");
        _kit.LastSender.ShouldBe(echo);
        (await one.Ask<Club.Note>(new Club.Pass(echo, "asked"), Patience)).Text.ShouldBe("asked");
    }

    [Fact]
    public async Task References_in_lists_and_dictionaries_travel_and_none_too()
    {
        await using var pool = await Start();
        var boss = await Boss(pool);
        boss.Tell(new Club.Mail([_kit.TestActor, _kit.TestActor], new Dictionary<string, IActorRef> { ["me"] = _kit.TestActor }, null));
        for (var mail = 0; mail < 3; mail++)
            (await _kit.ExpectMsgAsync<Club.Note>(Patience)).Text.ShouldBe("mail");
    }

    public static TheoryData<string> WaysToStop => ["PoisonPill", "Stop", "Kill", "GracefulStop", "its own"];

    [Theory]
    [MemberData(nameof(WaysToStop))]
    public async Task Who_stops_its_reference_ends_it_in_order_and_its_process(string how)
    {
        var note = Path.Combine(Scratch(), "note");
        await using var pool = await Start();
        var boss = await Boss(pool, note);
        _kit.Watch(boss);
        switch (how)
        {
            case "PoisonPill": boss.Tell(PoisonPill.Instance); break;
            case "Stop": _kit.Sys.Stop(boss); break;
            case "Kill": boss.Tell(Kill.Instance); break;
            case "GracefulStop": (await boss.GracefulStop(Patience)).ShouldBeTrue(); break;
            default: boss.Tell(new Club.Pass(boss, "")); ((IInternalActorRef)boss).Stop(); break;
        }
        await _kit.FishForMessageAsync<Terminated>(ended => ended.ActorRef.Equals(boss), Patience);
        await Until(() => LiveWorkers().Count == 1, "only the pool's own worker is left");
        File.Exists(note).ShouldBeTrue("its PostStop has run");
    }

    [Fact]
    public async Task What_it_was_told_before_its_end_it_still_works_on()
    {
        var note = Path.Combine(Scratch(), "note");
        await using var pool = await Start();
        var boss = await Boss(pool, note);
        for (var number = 0; number < 1000; number++)
            boss.Tell(number, _kit.TestActor);
        boss.Tell(PoisonPill.Instance);
        for (var number = 0; number < 1000; number++)
            await _kit.ExpectMsgAsync(number, Patience);
        (await _kit.ExpectMsgAsync<Club.Note>(Patience)).Text.ShouldBe("the boss has left", "also what PostStop says comes");
    }

    [Fact]
    public async Task Messages_wait_while_it_is_started_again()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, Initializer = () => FirstStart.Hang(gate) });
        var sum = await pool.SpawnAsync(Props.Create<SumActor>()).WaitAsync(Patience);
        Gate.Open(gate);
        sum.Tell(new Talk.Die());
        await Until(() => FirstStart.IsTaken(gate), "the next process hangs in its start");
        for (var number = 1; number <= 100; number++)
            sum.Tell(new Talk.Add(number));
        ProcessTable.Kill(LiveWorkers().Single(pid => pid != pool.Snapshot().Workers[0].Pid));
        (await sum.Ask<Talk.Total>(new Talk.Get(), Patience)).Value.ShouldBe(5050);
    }

    [Fact]
    public async Task By_option_messages_do_not_wait_and_who_asks_is_told_at_once()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, Initializer = () => FirstStart.Hang(gate) });
        var sum = await pool.SpawnAsync(Props.Create<SumActor>(), new HostedOptions { MessagesWait = false }).WaitAsync(Patience);
        _kit.Sys.EventStream.Unsubscribe(_kit.TestActor);
        Gate.Open(gate);
        sum.Tell(new Talk.Die());
        await Until(() => FirstStart.IsTaken(gate), "the next process hangs in its start");
        sum.Tell(new Talk.Add(1));
        var error = await Should.ThrowAsync<WorkerLostException>(sum.Ask<Talk.Total>(new Talk.Get(), 4 * Patience).WaitAsync(Patience));
        error.MayHaveRun.ShouldBeFalse();
        await pool.KillAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_copy_that_cannot_be_made_there_is_the_failure_of_its_message_alone()
    {
        await using var pool = await Start();
        var boss = await Boss(pool);
        await Should.ThrowAsync<PayloadFormatException>(boss.Ask<object>(new Fragile("glass"), Patience));
        (await boss.Ask<string>("there?", Patience)).ShouldBe("there?");
    }

    [Fact]
    public async Task In_a_system_of_the_applications_its_reference_is_an_actor_there_and_gone_with_the_pool()
    {
        var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 1 }, _kit.Sys).WaitAsync(Patience);
        var sums = await pool.SpawnAsync(Props.Create<SumActor>().WithRouter(new RoundRobinPool(2))).WaitAsync(Patience);
        sums.Path.ToString().ShouldStartWith($"akka://{_kit.Sys.Name}/user/troupe-actor-");
        sums.Tell(new Broadcast(new Talk.Add(2)));
        (await sums.Ask<Talk.Total>(new Talk.Get(), Patience)).Value.ShouldBe(2);
        _kit.Watch(sums);
        await pool.DisposeAsync().AsTask().WaitAsync(Patience);
        await _kit.ExpectTerminatedAsync(sums, Patience);
        await Should.ThrowAsync<ActorNotFoundException>(
            _kit.Sys.ActorSelection("/user/troupe-*").ResolveOne(TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public async Task What_it_logs_goes_to_the_log_of_the_pool()
    {
        using var log = new LogLines();
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, LoggerFactory = log });
        var boss = await Boss(pool);
        boss.Tell(new Club.Note("a birthday"));
        await Until(() => log.Lines.Any(
            line => line.Level == LogLevel.Warning
                && line.Text.Contains("a birthday was noted", StringComparison.Ordinal)), "the line has come");
    }
}

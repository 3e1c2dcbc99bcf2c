using Akka.Actor;

namespace Troupe.Tests.Control;

/// <summary>The timers that an actor has of its own.</summary>
public sealed class ActorTimeSpecs : ManualTimeSpecs
{
    [Fact]
    public async Task A_receive_timeout_comes_when_no_message_has_come_for_that_long()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Waiting(TestActor)));
        actor.Tell("begin");
        await ExpectMsgAsync("begin", Patience);

        (await After(9 * Second)).ShouldBeEmpty();
        actor.Tell("go on");
        await ExpectMsgAsync("go on", Patience);
        (await After(9 * Second)).ShouldBeEmpty();
        Clock.Advance(Second);
        await ExpectMsgAsync<ReceiveTimeout>(Patience);
    }

    [Fact]
    public async Task Messages_before_a_receive_timeout_leave_one_timer_however_many_they_are()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Waiting(TestActor)));
        for (var number = 0; number < 50; number++)
            actor.Tell(number);
        for (var number = 0; number < 50; number++)
            await ExpectMsgAsync(number, Patience);
        await AwaitConditionAsync(() => Task.FromResult(Clock.ActiveTimers == 1), Patience);
    }

    [Fact]
    public async Task Timers_of_an_actor_fire_until_it_cancels_them()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Ticking(TestActor)));
        await ExpectMsgAsync("started", Patience);

        Clock.Advance(Second);
        await ExpectMsgAsync("tick", Patience);
        Clock.Advance(Second);
        (await TwoMessages()).ShouldBe(["once", "tick"], ignoreOrder: true);
        actor.Tell("stop ticking");
        await ExpectMsgAsync("stopped", Patience);
        Clock.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public async Task Timers_of_an_actor_end_with_it()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Ticking(TestActor)));
        await ExpectMsgAsync("started", Patience);
        await WatchAsync(actor);

        Sys.Stop(actor);

        await ExpectTerminatedAsync(actor, Patience);
        (await After(2 * Second)).ShouldBeEmpty();
        // What may be left is Akka's: a dispatcher looks once more, a second after its last actor has left it, which may be
        // after the notice of its end.
        await AwaitConditionAsync(() =>
        {
            Clock.Advance(Second);
            return Task.FromResult(Scheduler.Pending == 0);
        }, Patience);
    }

    private async Task<object[]> TwoMessages() => [await ReceiveOneAsync(Patience), await ReceiveOneAsync(Patience)];

    private sealed class Waiting : UntypedActor
    {
        private readonly IActorRef _told;

        public Waiting(IActorRef told)
        {
            _told = told;
            Context.SetReceiveTimeout(10 * Second);
        }

        protected override void OnReceive(object message) => _told.Tell(message);
    }

    private sealed class Ticking(IActorRef told) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            Timers.StartPeriodicTimer("tick", "tick", Second);
            Timers.StartSingleTimer("once", "once", 2 * Second);
            told.Tell("started");
        }

        protected override void OnReceive(object message)
        {
            if (message is not "stop ticking")
            {
                told.Tell(message);
                return;
            }
            Timers.Cancel("tick");
            told.Tell("stopped");
        }
    }
}

namespace Troupe.Actors.Tests;

public class TimerSpecs : KernelSpecs
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_scheduled_message_comes_once_and_in_time()
    {
        (ActorRef actor, TestProbe probe) = Spawn();
        ActorTimer timer = await actor.Get(self => self.Ctx.ScheduleTell(s_second, "tick"));
        Time.Advance(s_second - TimeSpan.FromTicks(1));
        await Settle(actor);
        await probe.ExpectNoMessageAsync();
        timer.IsActive.ShouldBeTrue();
        Time.Advance(TimeSpan.FromTicks(1));
        (await probe.ExpectMessageAsync<string>()).ShouldBe("tick");
        probe.LastSender.ShouldBe(actor);
        Time.Advance(s_second * 10);
        await Settle(actor);
        await probe.ExpectNoMessageAsync();
        timer.IsActive.ShouldBeFalse();
    }

    [Fact]
    public async Task A_repeating_message_comes_every_period_until_cancelled()
    {
        (ActorRef actor, TestProbe probe) = Spawn();
        ActorTimer timer = await actor.Get(self => self.Ctx.ScheduleTellRepeatedly(s_second, s_second * 2, "tick"));
        Time.Advance(s_second);
        await probe.ExpectMessageAsync<string>();
        for (int i = 0; i < 3; i++)
        {
            Time.Advance(s_second * 2);
            await probe.ExpectMessageAsync<string>();
        }

        await actor.Run(_ => timer.Cancel());
        Time.Advance(s_second * 20);
        await Settle(actor);
        await probe.ExpectNoMessageAsync();
    }

    [Fact]
    public async Task Ticks_do_not_pile_up_on_a_busy_actor()
    {
        (ActorRef actor, TestProbe probe) = Spawn();
        await actor.Run(self => self.Ctx.ScheduleTellRepeatedly(s_second, s_second, "tick"));
        var gate = new TaskCompletionSource();
        await actor.Occupy(gate);
        Time.Advance(s_second * 50);
        gate.SetResult();
        await probe.ExpectMessageAsync<string>();
        await Settle(actor);
        await probe.ExpectNoMessageAsync();
    }

    [Fact]
    public async Task A_cancelled_timer_is_silent_even_if_its_message_already_waited()
    {
        (ActorRef actor, TestProbe probe) = Spawn();
        ActorTimer timer = await actor.Get(self => self.Ctx.ScheduleTell(s_second, "tick"));
        var gate = new TaskCompletionSource();
        await actor.Occupy(gate, _ => timer.Cancel());
        Time.Advance(s_second);
        gate.SetResult();
        await Settle(actor);
        await probe.ExpectNoMessageAsync();
    }

    [Fact]
    public async Task A_restart_or_a_stop_cancels_timers()
    {
        (ActorRef actor, TestProbe probe) = Spawn();
        await actor.Run(self => self.Ctx.ScheduleTell(s_second, "restarted"));
        actor.Crash();
        await Settle(actor);
        await actor.Run(self => self.Ctx.ScheduleTell(s_second, "stopped"));
        Time.ActiveTimers.ShouldBe(1);
        await System.StopAsync(actor, Timeout.InfiniteTimeSpan).WaitAsync(TestExtensions.Hang);
        Time.ActiveTimers.ShouldBe(0);
        Time.Advance(s_second);
        await probe.ExpectNoMessageAsync();
        NoDeadLetter().ShouldBeTrue();
    }

    [Fact]
    public async Task Times_out_of_range_are_refused_at_the_call()
    {
        (ActorRef actor, TestProbe _) = Spawn();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => actor.Run(self => self.Ctx.ScheduleTell(-s_second, "x")));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => actor.Run(self => self.Ctx.ScheduleTellRepeatedly(s_second, TimeSpan.Zero, "x")));
    }

    private static Task<int> Settle(ActorRef actor) => actor.Get(_ => 0);

    private (ActorRef Actor, TestProbe Probe) Spawn()
    {
        TestProbe probe = Probe();
        return (System.Spawn(ScriptedActor.Props(probe.Ref)), probe);
    }
}

namespace Troupe.Actors.Tests;

public class SupervisionSpecs : KernelSpecs
{
    [Fact]
    public async Task Resume_keeps_the_state_and_drops_the_failing_message()
    {
        (ActorRef child, TestProbe probe) = await SpawnChild(OneForOne(Directive.Resume));
        await child.Run(self => self.Value = 7);
        child.Crash();
        (await child.Get(self => self.Value)).ShouldBe(7);
        (await NextFailure()).Directive.ShouldBe(Directive.Resume);
        await probe.ExpectNoMessageAsync();
    }

    [Fact]
    public async Task Restart_makes_a_new_instance_and_keeps_the_mailbox()
    {
        var life = new List<string>();
        (ActorRef child, TestProbe probe) = await SpawnChild(OneForOne(Directive.Restart), life.Add);
        await child.Run(self => self.Value = 7);
        var gate = new TaskCompletionSource();
        child.DoAsync(async _ =>
        {
            await gate.Task;
            throw new InvalidOperationException("late boom");
        });
        child.Tell("kept");
        gate.SetResult();
        (await probe.ExpectMessageAsync<string>()).ShouldBe("kept");
        (await child.Get(self => self.Value)).ShouldBe(0);
        life.ShouldBe(["PreStart", "PreRestart", "PostStop", "PostRestart", "PreStart"]);
        await probe.ExpectNoMessageAsync();
    }

    [Fact]
    public async Task Stop_ends_the_child_and_tells_why()
    {
        (ActorRef child, TestProbe probe) = await SpawnChild(OneForOne(Directive.Stop));
        probe.Watch(child);
        child.Crash("broken");
        (await probe.ExpectTerminatedAsync(child)).Reason.ShouldNotBeNull().ShouldContain("broken");
    }

    [Fact]
    public async Task Escalate_fails_the_supervisor_too()
    {
        var life = new List<string>();
        ActorRef top = System.Spawn(ScriptedActor.Props(strategy: OneForOne(Directive.Restart)));
        ActorRef middle = await top.Get(self => self.Ctx.Spawn(ScriptedActor.Props(strategy: OneForOne(Directive.Escalate), life: life.Add), "middle"));
        ActorRef child = await middle.Get(self => self.Ctx.Spawn(ScriptedActor.Props()));
        TestProbe probe = Probe();
        probe.Watch(child);
        child.Crash();
        ActorFailure first = await NextFailure();
        ActorFailure second = await NextFailure();
        (first.Actor, first.Directive).ShouldBe((child, Directive.Escalate));
        (second.Actor, second.Directive).ShouldBe((middle, Directive.Restart));
        await probe.ExpectTerminatedAsync(child);
        (await middle.Get(self => self.Ctx.Children.Count)).ShouldBe(0);
        life.ShouldBe(["PreStart", "PreRestart", "PostStop", "PostRestart", "PreStart"]);
    }

    [Fact]
    public async Task An_escalated_child_is_resumed_with_its_supervisor()
    {
        ActorRef top = System.Spawn(ScriptedActor.Props(strategy: OneForOne(Directive.Resume)));
        ActorRef middle = await top.Get(self => self.Ctx.Spawn(ScriptedActor.Props(strategy: OneForOne(Directive.Escalate))));
        ActorRef child = await middle.Get(self => self.Ctx.Spawn(ScriptedActor.Props()));
        await child.Run(self => self.Value = 3);
        child.Crash();
        (await child.Get(self => self.Value)).ShouldBe(3);
    }

    [Fact]
    public async Task An_escalated_child_that_its_supervisor_keeps_is_restarted_with_it()
    {
        ActorRef top = System.Spawn(ScriptedActor.Props(strategy: OneForOne(Directive.Restart)));
        ActorRef middle = await top.Get(self => self.Ctx.Spawn(ScriptedActor.Props(strategy: OneForOne(Directive.Escalate))));
        await middle.Run(self => self.KeepChildrenOnRestart = (_, _) => true);
        ActorRef child = await middle.Get(self => self.Ctx.Spawn(ScriptedActor.Props()));
        await child.Run(self => self.Value = 3);
        child.Crash();
        (await child.Get(self => self.Value)).ShouldBe(0);
        (await middle.Get(self => self.Ctx.Children.ToArray())).ShouldBe([child]);
    }

    [Fact]
    public async Task Escalation_beyond_the_top_stops_the_actor_and_reports_it()
    {
        await using var system = new ActorSystem("top", new ActorSystemOptions { TopLevelStrategy = OneForOne(Directive.Escalate) });
        var failed = new TaskCompletionSource<ActorFailure>();
        system.Failed += failure => failed.TrySetResult(failure);
        ActorRef actor = system.Spawn(ScriptedActor.Props());
        ActorRef other = system.Spawn(ScriptedActor.Props());
        var probe = new TestProbe(system);
        probe.Watch(actor);
        actor.Crash();
        await probe.ExpectTerminatedAsync(actor);
        (await failed.Task.WaitAsync(TestExtensions.Hang)).Directive.ShouldBe(Directive.Stop);
        (await other.Get(_ => 1)).ShouldBe(1);
    }

    [Fact]
    public async Task A_top_level_actor_is_restarted_by_default()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        await actor.Run(self => self.Value = 1);
        actor.Crash();
        (await actor.Get(self => self.Value)).ShouldBe(0);
    }

    [Fact]
    public async Task A_failing_decider_fails_its_supervisor()
    {
        var strategy = new OneForOneStrategy(_ => throw new FormatException("undecided"), AtOnce(1));
        (ActorRef child, TestProbe _) = await SpawnChild(strategy);
        child.Crash();
        (await NextFailure()).Directive.ShouldBe(Directive.Escalate);
        ActorFailure parent = await NextFailure();
        parent.Exception.ShouldBeOfType<AggregateException>().InnerExceptions.ShouldContain(e => e is FormatException);
    }

    [Fact]
    public async Task A_restart_stops_the_children_and_frees_their_names()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        ActorRef child = await actor.Get(self => self.Ctx.Spawn(ScriptedActor.Props(), "child"));
        var gate = new TaskCompletionSource();
        await child.Occupy(gate);
        actor.Crash();
        Task<ActorRef> again = actor.Get(self => self.Ctx.Spawn(ScriptedActor.Props(), "child"));
        again.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        (await again).ShouldNotBe(child);
    }

    [Fact]
    public async Task A_child_waits_out_its_back_off_and_its_messages_with_it()
    {
        (ActorRef child, TestProbe probe) = await SpawnChild(OneForOne(Directive.Restart, Growing(10)));
        foreach (int seconds in new[] { 1, 2, 4 })
        {
            child.Crash();
            child.Tell(seconds);
            (await NextFailure()).RestartDelay.ShouldBe(TimeSpan.FromSeconds(seconds));
            await Time.WaitForTimersAsync(1);
            Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            await probe.ExpectNoMessageAsync();
            Time.Advance(TimeSpan.FromTicks(1));
            (await probe.ExpectMessageAsync<int>()).ShouldBe(seconds);
        }
    }

    [Fact]
    public async Task An_actor_that_calls_itself_healthy_starts_its_back_off_anew()
    {
        (ActorRef child, TestProbe _) = await SpawnChild(OneForOne(Directive.Restart, Growing(10)));
        foreach (int seconds in new[] { 1, 2 })
            await CrashAndWait(seconds);
        await child.Run(self => self.Ctx.MarkHealthy());
        await CrashAndWait(1);

        async Task CrashAndWait(int seconds)
        {
            child.Crash();
            (await NextFailure()).RestartDelay.ShouldBe(TimeSpan.FromSeconds(seconds));
            await Time.WaitForTimersAsync(1);
            Time.Advance(TimeSpan.FromSeconds(seconds));
            await child.Get(_ => 0);
        }
    }

    [Fact]
    public async Task A_child_that_used_up_its_budget_is_stopped()
    {
        (ActorRef child, TestProbe probe) = await SpawnChild(OneForOne(Directive.Restart, AtOnce(2)));
        probe.Watch(child);
        child.Crash();
        child.Crash();
        child.Crash();
        await probe.ExpectTerminatedAsync(child);
        (await NextFailure()).Directive.ShouldBe(Directive.Restart);
        (await NextFailure()).Directive.ShouldBe(Directive.Restart);
        (await NextFailure()).Directive.ShouldBe(Directive.Stop);
    }

    [Fact]
    public async Task A_child_can_be_stopped_during_its_back_off()
    {
        (ActorRef child, TestProbe probe) = await SpawnChild(OneForOne(Directive.Restart, Growing(10)));
        probe.Watch(child);
        child.Crash();
        await Time.WaitForTimersAsync(1);
        await System.StopAsync(child, Timeout.InfiniteTimeSpan).WaitAsync(TestExtensions.Hang);
        await probe.ExpectTerminatedAsync(child);
        Time.Advance(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task An_actor_that_cannot_start_is_restarted_until_it_can()
    {
        int attempts = 0;
        Props props = Props.Create(() => ++attempts < 3 ? throw new InvalidOperationException("not yet") : new ScriptedActor());
        ActorRef parent = System.Spawn(ScriptedActor.Props(strategy: OneForOne(Directive.Restart)));
        ActorRef child = await parent.Get(self => self.Ctx.Spawn(props));
        (await child.Get(_ => attempts)).ShouldBe(3);
    }

    [Fact]
    public async Task All_for_one_restarts_every_sibling()
    {
        ActorRef parent = System.Spawn(ScriptedActor.Props(strategy: AllForOne(Directive.Restart, Growing(10))));
        TestProbe probe = Probe();
        ActorRef one = await parent.Get(self => self.Ctx.Spawn(ScriptedActor.Props(probe.Ref)));
        ActorRef two = await parent.Get(self => self.Ctx.Spawn(ScriptedActor.Props(probe.Ref)));
        await one.Run(self => self.Value = 1);
        await two.Run(self => self.Value = 2);
        one.Crash();
        await Time.WaitForTimersAsync(1);
        Time.Advance(TimeSpan.FromSeconds(1));
        (await one.Get(self => self.Value)).ShouldBe(0);
        await WaitUntil(async () => await two.Get(self => self.Value) == 0);
    }

    [Fact]
    public async Task All_for_one_holds_siblings_during_the_back_off_and_survives_the_stop_of_one()
    {
        ActorRef parent = System.Spawn(ScriptedActor.Props(strategy: AllForOne(Directive.Restart, Growing(10))));
        TestProbe probe = Probe();
        ActorRef one = await parent.Get(self => self.Ctx.Spawn(ScriptedActor.Props(probe.Ref)));
        ActorRef two = await parent.Get(self => self.Ctx.Spawn(ScriptedActor.Props(probe.Ref)));
        await two.Run(self => self.Value = 2);
        one.Crash();
        await Time.WaitForTimersAsync(1);
        await parent.Run(self => self.Ctx.Stop(one));
        two.Tell("held");
        await probe.ExpectNoMessageAsync();
        Time.Advance(TimeSpan.FromSeconds(1));
        (await probe.ExpectMessageAsync<string>()).ShouldBe("held");
        (await two.Get(self => self.Value)).ShouldBe(0);
    }

    [Fact]
    public async Task All_for_one_stops_every_sibling()
    {
        ActorRef parent = System.Spawn(ScriptedActor.Props(strategy: AllForOne(Directive.Stop)));
        ActorRef one = await parent.Get(self => self.Ctx.Spawn(ScriptedActor.Props()));
        ActorRef two = await parent.Get(self => self.Ctx.Spawn(ScriptedActor.Props()));
        TestProbe probe = Probe();
        probe.Watch(two);
        one.Crash();
        await probe.ExpectTerminatedAsync(two);
    }

    [Fact]
    public async Task A_failing_post_stop_is_reported_and_the_actor_ends_all_the_same()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props(life: what =>
        {
            if (what == "PostStop")
                throw new InvalidOperationException("no end");
        }));
        await System.StopAsync(actor, TestExtensions.Hang);
        (await NextFailure()).Exception.Message.ShouldBe("no end");
    }

    private async Task<(ActorRef Child, TestProbe Probe)> SpawnChild(SupervisorStrategy strategy, Action<string>? life = null)
    {
        TestProbe probe = Probe();
        ActorRef parent = System.Spawn(ScriptedActor.Props(strategy: strategy));
        return (await parent.Get(self => self.Ctx.Spawn(ScriptedActor.Props(probe.Ref, life: life))), probe);
    }

    private static async Task WaitUntil(Func<Task<bool>> condition)
    {
        using var hang = new CancellationTokenSource(TestExtensions.Hang);
        while (!await condition())
            hang.Token.ThrowIfCancellationRequested();
    }
}

namespace Troupe.Actors.Tests;

public class DeathWatchSpecs : KernelSpecs
{
    [Fact]
    public async Task Terminated_comes_after_every_message_the_dead_actor_sent()
    {
        TestProbe probe = Probe();
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        probe.Watch(actor);
        actor.Do(self =>
        {
            for (int i = 0; i < 100; i++)
                probe.Ref.Tell(i);
            self.Ctx.StopSelf();
        });
        for (int i = 0; i < 100; i++)
            (await probe.ExpectMessageAsync<int>()).ShouldBe(i);
        Terminated end = await probe.ExpectTerminatedAsync(actor);
        end.AddressTerminated.ShouldBeFalse();
        end.Reason.ShouldBeNull();
    }

    [Fact]
    public async Task Terminated_keeps_its_place_even_when_the_watcher_is_busy()
    {
        TestProbe probe = Probe();
        ActorRef watcher = System.Spawn(ScriptedActor.Props(probe.Ref));
        ActorRef actor = System.Spawn(ScriptedActor.Props(watcher));
        await watcher.Run(self => self.Ctx.Watch(actor));
        var gate = new TaskCompletionSource();
        await watcher.Occupy(gate);
        actor.Tell("last words");
        await actor.Get(_ => 0);
        await System.StopAsync(actor, TestExtensions.Hang);
        gate.SetResult();
        (await probe.ExpectMessageAsync<string>()).ShouldBe("last words");
        await probe.ExpectTerminatedAsync(actor);
    }

    [Fact]
    public async Task Watching_a_dead_actor_answers_at_once()
    {
        TestProbe probe = Probe();
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        await System.StopAsync(actor, TestExtensions.Hang);
        probe.Watch(actor);
        await probe.ExpectTerminatedAsync(actor);
        probe.Watch(System.DeadLetters);
        await probe.ExpectTerminatedAsync(System.DeadLetters);
    }

    [Fact]
    public async Task Watching_twice_yields_one_notice()
    {
        TestProbe probe = Probe();
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        probe.Watch(actor);
        probe.Watch(actor);
        await System.StopAsync(actor, TestExtensions.Hang);
        await probe.ExpectTerminatedAsync(actor);
        await probe.ExpectNoMessageAsync();
    }

    [Fact]
    public async Task After_an_unwatch_no_notice_comes_even_if_it_already_waited()
    {
        TestProbe probe = Probe();
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        ActorRef watcher = System.Spawn(ScriptedActor.Props(probe.Ref));
        await watcher.Run(self => self.Ctx.Watch(actor));
        var gate = new TaskCompletionSource();
        await watcher.Occupy(gate, self => self.Ctx.Unwatch(actor));
        // The end of the actor has put its notice into the watcher's mailbox before this returns.
        await System.StopAsync(actor, TestExtensions.Hang);
        gate.SetResult();
        watcher.Tell("after");
        (await probe.ExpectMessageAsync<string>()).ShouldBe("after");
    }

    [Fact]
    public async Task An_actor_cannot_watch_itself()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        await Should.ThrowAsync<ArgumentException>(() => actor.Run(self => self.Ctx.Watch(self.Ctx.Self)));
    }

    [Fact]
    public async Task An_unhandled_notice_is_not_an_error()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        ActorRef watcher = System.Spawn(ScriptedActor.Props());
        await watcher.Run(self => self.Ctx.Watch(actor));
        await watcher.Run(self => self.Value = 1);
        await System.StopAsync(actor, TestExtensions.Hang);
        (await watcher.Get(self => self.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task A_restart_is_not_an_end()
    {
        TestProbe probe = Probe();
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        probe.Watch(actor);
        actor.Crash();
        await actor.Get(_ => 0);
        await probe.ExpectNoMessageAsync();
        await System.StopAsync(actor, TestExtensions.Hang);
        await probe.ExpectTerminatedAsync(actor);
    }
}

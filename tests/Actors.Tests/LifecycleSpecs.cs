using System.Collections.Concurrent;
namespace Troupe.Actors.Tests;

public class LifecycleSpecs : KernelSpecs
{
    [Fact]
    public async Task An_actor_starts_before_its_first_message_and_ends_after_its_last()
    {
        var life = new List<string>();
        ActorRef actor = System.Spawn(ScriptedActor.Props(life: life.Add));
        await actor.Run(_ => life.Add("message"));
        await System.StopAsync(actor, TestExtensions.Hang);
        life.ShouldBe(["PreStart", "message", "PostStop"]);
    }

    [Fact]
    public async Task Children_end_before_their_parent()
    {
        var ends = new ConcurrentQueue<string>();
        ActorRef parent = System.Spawn(ScriptedActor.Props(life: what => ends.Enqueue("parent " + what)));
        ActorRef child = System.DeadLetters;
        await parent.Run(self => child = self.Ctx.Spawn(ScriptedActor.Props(life: what => ends.Enqueue("child " + what))));
        ActorRef grandchild = System.DeadLetters;
        await child.Run(self => grandchild = self.Ctx.Spawn(ScriptedActor.Props(life: what => ends.Enqueue("grandchild " + what))));
        // A spawned actor may still be on its way to its start when its spawner goes on; its answer shows that it runs.
        await grandchild.Run(_ => { });
        await System.DisposeAsync();
        ends.ToArray()[^3..].ShouldBe(["grandchild PostStop", "child PostStop", "parent PostStop"]);
    }

    [Fact]
    public void A_path_whose_incarnation_no_actor_can_have_is_no_path() =>
        Should.Throw<FormatException>(() => ActorPath.Parse("troupe://system/user/a#99999999999999999999"));

    [Fact]
    public void Names_are_checked_at_the_call()
    {
        System.Spawn(ScriptedActor.Props(), "one");
        Should.Throw<InvalidOperationException>(() => System.Spawn(ScriptedActor.Props(), "one")).Message.ShouldContain("'one'");
        Should.Throw<ArgumentException>(() => System.Spawn(ScriptedActor.Props(), "a/b"));
        Should.Throw<ArgumentException>(() => System.Spawn(ScriptedActor.Props(), ""));
        Should.Throw<ArgumentException>(() => System.Spawn(ScriptedActor.Props(), "$mine"));
        Should.Throw<ArgumentException>(() => new ActorSystem("no good"));
    }

    [Fact]
    public async Task A_name_is_free_again_when_its_actor_has_ended_and_the_refs_differ()
    {
        ActorRef first = System.Spawn(ScriptedActor.Props(), "one");
        await System.StopAsync(first, TestExtensions.Hang);
        ActorRef second = System.Spawn(ScriptedActor.Props(), "one");
        second.Path.ToString().ShouldBe(first.Path.ToString());
        second.ShouldNotBe(first);
        System.Find(first.Path.ToUniqueString()).ShouldBeNull();
        System.Find(second.Path.ToUniqueString()).ShouldBe(second);
    }

    [Fact]
    public async Task Actors_are_found_by_their_path_while_they_live()
    {
        ActorRef parent = System.Spawn(ScriptedActor.Props(), "parent");
        ActorRef child = await parent.Get(self => self.Ctx.Spawn(ScriptedActor.Props(), "child"));
        System.Find("/user/parent/child").ShouldBe(child);
        System.Find("troupe://test/user/parent").ShouldBe(parent);
        System.Find("troupe://other/user/parent").ShouldBeNull();
        System.Find("/user/nobody").ShouldBeNull();
        System.Find("rubbish").ShouldBeNull();
        System.Find("/deadLetters").ShouldBe(System.DeadLetters);
        ActorPath.Parse(child.Path.ToUniqueString()).ShouldBe(child.Path);
    }

    [Fact]
    public async Task A_constructor_has_no_context()
    {
        System.Spawn(Props.Create<EagerActor>().WithSupervisor(SupervisorStrategy.Default));
        ActorFailure failure = await NextFailure();
        failure.Exception.ShouldBeOfType<InvalidOperationException>().Message.ShouldContain("PreStartAsync");
    }

    [Fact]
    public async Task Nothing_is_spawned_by_a_system_that_was_disposed()
    {
        var system = new ActorSystem("brief");
        await system.DisposeAsync();
        await system.DisposeAsync();
        Should.Throw<InvalidOperationException>(() => system.Spawn(ScriptedActor.Props()));
    }

    [Fact]
    public async Task Shutdown_does_not_wait_for_ever_for_a_stuck_actor()
    {
        var gate = new TaskCompletionSource();
        ActorRef stuck = System.Spawn(ScriptedActor.Props());
        await stuck.Occupy(gate);
        Task shutdown = System.DisposeAsync().AsTask();
        await Time.WaitForTimersAsync(1);
        shutdown.IsCompleted.ShouldBeFalse();
        Time.Advance(TimeSpan.FromSeconds(5));
        await shutdown.WaitAsync(TestExtensions.Hang);
        gate.SetResult();
    }

    [Fact]
    public async Task Stopping_a_stuck_actor_times_out_and_names_it()
    {
        var gate = new TaskCompletionSource();
        ActorRef stuck = System.Spawn(ScriptedActor.Props(), "stuck");
        await stuck.Occupy(gate);
        Task stop = System.StopAsync(stuck, TimeSpan.FromSeconds(1));
        await Time.WaitForTimersAsync(1);
        Time.Advance(TimeSpan.FromSeconds(1));
        (await Should.ThrowAsync<TimeoutException>(() => stop.WaitAsync(TestExtensions.Hang))).Message.ShouldContain("/user/stuck");
        gate.SetResult();
    }

    [Fact]
    public async Task A_stop_waits_for_the_message_being_worked_on()
    {
        TestProbe probe = Probe();
        var gate = new TaskCompletionSource();
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        await actor.Occupy(gate, _ => probe.Ref.Tell("finished"));
        Task stop = System.StopAsync(actor, Timeout.InfiniteTimeSpan);
        stop.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        await stop.WaitAsync(TestExtensions.Hang);
        (await probe.ExpectMessageAsync<string>()).ShouldBe("finished");
    }

    private sealed class EagerActor : Actor
    {
        public EagerActor() => _ = Context;

        protected override ValueTask ReceiveAsync(object message) => default;
    }
}

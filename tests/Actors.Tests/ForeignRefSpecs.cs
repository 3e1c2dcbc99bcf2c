namespace Troupe.Actors.Tests;

/// <summary>What a reference made by another assembly, such as a link to another process, can rely on.</summary>
public class ForeignRefSpecs : KernelSpecs
{
    [Fact]
    public async Task A_foreign_ref_is_watched_and_its_lost_address_is_told()
    {
        TestProbe probe = Probe();
        var foreign = new ForeignRef(System);
        probe.Watch(foreign);
        foreign.SystemMessages.ShouldBe([new SystemMessage.Watch(probe.Ref)]);
        probe.Ref.SendSystemMessage(new SystemMessage.DeathNotice(foreign, AddressTerminated: true, "link lost"));
        (await probe.ExpectTerminatedAsync(foreign)).ShouldBe(new Terminated(foreign, true, "link lost"));
    }

    [Fact]
    public async Task A_foreign_ref_can_watch_stop_and_be_asked()
    {
        var foreign = new ForeignRef(System);
        ActorRef actor = System.Spawn(ScriptedActor.Props().WithInlineDispatch());
        actor.SendSystemMessage(new SystemMessage.Watch(foreign));
        actor.SendSystemMessage(SystemMessage.Stop.Instance);
        foreign.SystemMessages.ShouldBe([new SystemMessage.DeathNotice(actor)]);
        Task<int> answer = foreign.AskAsync<int>("x", TimeSpan.FromSeconds(1));
        foreign.LastSender!.Tell(5);
        (await answer.WaitAsync(TestExtensions.Hang)).ShouldBe(5);
        Task<int> lost = foreign.AskAsync<int>("x", TimeSpan.FromSeconds(1));
        foreign.LastSender!.SendSystemMessage(new SystemMessage.DeathNotice(foreign, true, "link lost"));
        (await Should.ThrowAsync<ActorTerminatedException>(() => lost.WaitAsync(TestExtensions.Hang))).Message.ShouldContain("link lost");
    }

    [Fact]
    public async Task A_foreign_ref_that_throws_keeps_the_news_from_nobody_else()
    {
        TestProbe probe = Probe();
        var broken = new ForeignRef(System) { Breaks = true };
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        actor.SendSystemMessage(new SystemMessage.Watch(broken));
        probe.Watch(actor);
        await System.StopAsync(actor, Timeout.InfiniteTimeSpan).WaitAsync(TestExtensions.Hang);
        await probe.ExpectTerminatedAsync(actor);
        actor.SendSystemMessage(new SystemMessage.Watch(broken));
        actor.Tell("still answered for");
        (await NextDeadLetter()).Message.ShouldBe("still answered for");
    }

    private sealed class ForeignRef(ActorSystem system) : ActorRef(system, ActorPath.Parse("troupe://elsewhere@host:1/user/a#7"))
    {
        public List<SystemMessage> SystemMessages { get; } = [];

        public ActorRef? LastSender { get; private set; }

        public bool Breaks { get; init; }

        public override void Tell(object message, ActorRef? sender) => LastSender = sender;

        public override void SendSystemMessage(SystemMessage message)
        {
            if (Breaks)
                throw new InvalidOperationException("broken");
            SystemMessages.Add(message);
        }
    }
}

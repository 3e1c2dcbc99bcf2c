using Akka;
using Akka.Actor;
using Akka.Routing;
using Troupe.Supervision;

namespace Troupe.Tests.Control;

/// <summary>What a pool's actor does with what it is told; with real processes: PoolActorRefSpecs.</summary>
public sealed class PoolActorJobSpecs : PoolActorsGround
{
    private static readonly PoolJob s_job = PoolJob.Of(() => 7);

    [Fact]
    public async Task Each_job_is_answered_when_it_is_over_and_the_actor_waits_for_none()
    {
        await Adopted(0);
        Root.Tell(s_job);
        Root.Tell(s_job);
        var (first, second) = (Told.Take(), Told.Take());
        first.OnlySlot.ShouldBeLessThan(0);
        second.Result.SetResult(2);
        await ExpectMsgAsync(2, Patience);
        LastSender.ShouldBe(Root);
        first.Result.SetResult(null);
        await ExpectMsgAsync(Done.Instance, Patience);
    }

    [Fact]
    public async Task A_failure_and_a_cancelled_job_are_answered_as_failures()
    {
        await Adopted(0);
        Root.Tell(s_job);
        Told.Take().Result.SetException(new WorkerLostException("It died."));
        (await ExpectMsgAsync<Status.Failure>(Patience)).Cause.ShouldBeOfType<WorkerLostException>();
        Root.Tell(s_job);
        Told.Take().Result.SetCanceled();
        (await ExpectMsgAsync<Status.Failure>(Patience)).Cause.ShouldBeOfType<OperationCanceledException>();
    }

    [Fact]
    public async Task A_job_for_a_routee_is_for_its_slot_also_when_the_routee_has_failed_meanwhile()
    {
        await Adopted(0, 4);
        var routee = (await Routees())[1];
        routee.Tell(s_job);
        var before = Told.Take();
        before.OnlySlot.ShouldBe(4);
        routee.Tell(Kill.Instance);
        routee.Tell(s_job);
        var after = Told.Take();
        after.OnlySlot.ShouldBe(4);
        before.Result.SetResult("first");
        (await FishForMessageAsync(message => message is "first", Patience)).ShouldBe("first");
        LastSender.ShouldBe(routee);
    }

    [Fact]
    public async Task A_broadcast_and_the_question_for_routees_wait_until_the_pool_is_adopted()
    {
        var adopt = await Answer<AdoptPool>();
        Root.Tell(new Broadcast(s_job));
        Root.Tell(GetRoutees.Instance);
        adopt.Control.Tell(new PoolTable([0, 1, 2], [Needed(3)]));
        ((Routees)await FishForMessageAsync(message => message is Routees, Patience)).Members.Count().ShouldBe(3);
        new[] { Told.Take().OnlySlot, Told.Take().OnlySlot, Told.Take().OnlySlot }.ShouldBe([0, 1, 2], ignoreOrder: true);
    }

    [Fact]
    public async Task They_wait_also_when_the_coordinator_fails_meanwhile()
    {
        var adopt = await Answer<AdoptPool>();
        Root.Tell(new Broadcast(s_job));
        (await Find("coordinator")).Tell(Kill.Instance);
        await Answer<AdoptPool>();
        adopt.Control.Tell(new PoolTable([0], [Needed(1)]));
        Told.Take().OnlySlot.ShouldBe(0);
    }

    [Fact]
    public async Task A_poison_pill_drains_the_pool_and_jobs_before_it_are_taken()
    {
        await Adopted(0);
        var gone = Root.WatchAsync();
        Root.Tell(s_job);
        Root.Tell(PoisonPill.Instance);
        await ExpectMsgAsync("drained", Patience);
        Told.Take().Result.SetResult(1);
        await ExpectMsgAsync(1, Patience);
        gone.IsCompleted.ShouldBeFalse("it ends with the pool");
    }

    [Fact]
    public async Task Anything_else_is_unhandled()
    {
        await Adopted(0);
        Sys.EventStream.Subscribe(TestActor, typeof(Akka.Event.UnhandledMessage));
        object[] unknown = ["a text", new Broadcast("a text"), new Broadcast(PoisonPill.Instance)];
        foreach (var message in unknown)
        {
            Root.Tell(message);
            (await ExpectMsgAsync<Akka.Event.UnhandledMessage>(Patience)).Message.ShouldBe(message);
        }
    }
}

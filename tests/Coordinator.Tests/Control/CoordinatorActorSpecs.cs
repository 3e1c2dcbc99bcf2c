using Akka.Actor;
using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Tests.Control;

/// <summary>How a pool's actors take it over, decide about its workers, and go on after failures of their own.</summary>
public sealed class CoordinatorActorSpecs : PoolActorsGround
{
    [Fact]
    public async Task Open_questions_of_the_table_are_answered_and_what_was_told_before_it_counts_for_nothing()
    {
        var control = (await Answer<AdoptPool>()).Control;
        control.Tell(Down(1));
        control.Tell(new PoolTable([0, 1], [Down(0), new WorkerHeavy(new WorkerId(1, 1)), Needed(2)]));
        object[] answers = [await ReceiveOneAsync(Patience), await ReceiveOneAsync(Patience), await ReceiveOneAsync(Patience)];
        answers.ShouldBe(
            [new SetSlots(3, 3, SurplusSlots.Stay, 0), new StartWorker(new WorkerId(0, 1), TimeSpan
                .Zero), new RecycleWorker(new WorkerId(1, 1))], ignoreOrder: true);
    }

    [Fact]
    public async Task What_happens_is_decided_upon()
    {
        var control = await Adopted(0, 1);
        control.Tell(Down(1));
        (await Answer<StartWorker>()).ShouldBe(new StartWorker(new WorkerId(1, 1), TimeSpan.Zero));
        control.Tell(Down(0, failed: true));
        (await Answer<StartWorker>()).Pause.ShouldBe(TimeSpan.FromMilliseconds(400));
        control.Tell(new WorkerHeavy(new WorkerId(1, 2)));
        (await Answer<RecycleWorker>()).Worker.ShouldBe(new WorkerId(1, 2));
        control.Tell(Needed(5));
        (await Answer<SetSlots>()).Least.ShouldBe(6);
    }

    [Fact]
    public async Task Each_slot_has_an_actor_from_its_opening_to_its_end()
    {
        var control = await Adopted(0);
        control.Tell(new SlotOpened(3));
        (await Routees()).Select(actor => actor.Path.Name).ShouldBe(["worker-0", "worker-3"]);
        var gone = (await Routees())[1].WatchAsync();
        control.Tell(new SlotGone(3));
        await gone.WaitAsync(Patience);
        (await Routees()).Select(actor => actor.Path.Name).ShouldBe(["worker-0"]);
    }

    [Fact]
    public async Task A_slot_that_is_opened_again_at_once_has_an_actor_of_its_own()
    {
        var control = await Adopted(0);
        var before = (await Routees()).Single();
        Table = new PoolTable([0], [Down(0), Needed(1)]);
        control.Tell(new SlotGone(0));
        control.Tell(new SlotOpened(0));
        await before.WatchAsync().WaitAsync(Patience);
        await AwaitAssertAsync(async () => (await Routees()).Single().ShouldNotBe(before), Patience);
        // What the slot was told while it had no actor nobody has heard: then the pool is adopted again.
        Control!.Tell(Down(0));
        (await Answer<StartWorker>()).Ended.Slot.ShouldBe(0);
    }

    [Fact]
    public async Task A_coordinator_that_fails_adopts_again_and_its_workers_actors_stay()
    {
        await Adopted(0, 1);
        var before = await Routees();
        Table = new PoolTable([0, 1], [Down(1), Needed(2)]);
        (await Find("coordinator")).Tell(Kill.Instance);
        (await Answer<StartWorker>()).Ended.Slot.ShouldBe(1);
        (await Routees()).ShouldBe(before);
    }

    [Fact]
    public async Task What_is_told_to_a_coordinator_that_adopts_again_counts_for_nothing()
    {
        await Adopted(0, 1);
        var table = Table!;
        Table = null;
        (await Find("coordinator")).Tell(Kill.Instance);
        var control = (await Answer<AdoptPool>()).Control;
        control.Tell(Down(1));
        Table = table;
        control.Tell(table);
        (await Routees())[1].Tell(PoolJob.Of(() => 1));
        Told.Take().OnlySlot.ShouldBe(1, "what was told before has been heard by now");
        (await Answers()).ShouldNotContain(answer => answer is StartWorker);
    }

    [Theory]
    [InlineData("coordinator/this-machine")]
    [InlineData("coordinator/this-machine/worker-1")]
    public async Task A_node_or_a_worker_that_fails_has_the_pool_adopted_again(string path)
    {
        await Adopted(0, 1);
        var before = await Routees();
        Table = new PoolTable([0, 1], [Down(1), Needed(2)]);
        (await Find(path)).Tell(Kill.Instance);
        (await Answer<StartWorker>()).Ended.Slot.ShouldBe(1);
        (await Routees()).ShouldBe(before);
        Control!.Tell(new WorkerHeavy(new WorkerId(0, 1)));
        await Answer<RecycleWorker>();
    }

    [Theory]
    [InlineData("coordinator")]
    [InlineData("coordinator/this-machine")]
    [InlineData("coordinator/this-machine/worker-1")]
    public async Task An_actor_that_somebody_else_stops_comes_back_or_the_pool_ends(string path)
    {
        await Adopted(0, 1);
        Table = new PoolTable([0, 1], [Down(1), Needed(2)]);
        var stopped = await Find(path);
        Sys.Stop(stopped);
        if (path == "coordinator")
        {
            (await Ended).ShouldBeOfType<InvalidOperationException>().Message.ShouldContain("was stopped");
            return;
        }
        (await Answer<StartWorker>()).Ended.Slot.ShouldBe(1);
        (await Find(path)).ShouldNotBe(stopped);
        (await Routees()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_coordinator_that_fails_again_and_again_ends_the_pool_with_its_error()
    {
        await Adopted(0, 1);
        var coordinator = await Find("coordinator");
        for (var failure = 0; failure < 10; failure++)
            coordinator.Tell(Kill.Instance);
        (await Routees()).Count.ShouldBe(2);
        coordinator.Tell(Kill.Instance);
        (await Ended).ShouldBeOfType<ActorKilledException>();
    }

    [Fact]
    public async Task A_root_that_is_stopped_ends_the_pool_without_an_error()
    {
        await Adopted(0);
        Sys.Stop(Root);
        (await Ended).ShouldBeNull();
    }
}

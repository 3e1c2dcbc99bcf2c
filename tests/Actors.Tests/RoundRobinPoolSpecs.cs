using Troupe.Actors.Routing;

namespace Troupe.Actors.Tests;

public class RoundRobinPoolSpecs : KernelSpecs
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Messages_go_to_the_routees_in_turn_with_their_sender(bool inlineRoutees)
    {
        TestProbe probe = Probe();
        ActorRef router = System.Spawn(Routees(3, inlineRoutees), "pool");
        for (int i = 0; i < 9; i++)
            probe.Tell(router, "who?");
        var counts = new Dictionary<ActorRef, int>();
        for (int i = 0; i < 9; i++)
        {
            ActorRef routee = await probe.ExpectMessageAsync<ActorRef>();
            routee.Path.Parent!.ToString().ShouldBe("troupe://test/user/pool");
            counts[routee] = counts.GetValueOrDefault(routee) + 1;
        }

        counts.Values.ShouldBe([3, 3, 3]);
    }

    [Fact]
    public async Task A_broadcast_goes_to_all()
    {
        TestProbe probe = Probe();
        ActorRef router = System.Spawn(Routees(4));
        probe.Tell(router, new Broadcast("who?"));
        var answers = new HashSet<ActorRef>();
        for (int i = 0; i < 4; i++)
            answers.Add(await probe.ExpectMessageAsync<ActorRef>());
        answers.Count.ShouldBe(4);
        await probe.ExpectNoMessageAsync();
    }

    [Fact]
    public async Task A_routee_that_ends_is_replaced()
    {
        TestProbe probe = Probe();
        ActorRef router = System.Spawn(Routees(1));
        probe.Tell(router, "who?");
        ActorRef first = await probe.ExpectMessageAsync<ActorRef>();
        await System.StopAsync(first, Timeout.InfiniteTimeSpan).WaitAsync(TestExtensions.Hang);
        probe.Tell(router, "who?");
        (await probe.ExpectMessageAsync<ActorRef>()).ShouldNotBe(first);
    }

    [Fact]
    public async Task A_routee_that_fails_is_supervised_by_the_router()
    {
        TestProbe probe = Probe();
        ActorRef router = System.Spawn(Routees(1));
        probe.Tell(router, "who?");
        ActorRef first = await probe.ExpectMessageAsync<ActorRef>();
        router.Tell("crash");
        (await NextFailure()).Actor.ShouldBe(first);
        probe.Tell(router, "who?");
        (await probe.ExpectMessageAsync<ActorRef>()).ShouldBe(first);
    }

    [Fact]
    public async Task Routees_that_keep_ending_are_replaced_with_a_delay_and_messages_meanwhile_are_dead_letters()
    {
        ActorRef router = System.Spawn(Props.Create<RouteeActor>().WithRouter(new RoundRobinPool(1, OneForOne(Directive.Stop))));
        router.Tell("crash");
        await NextFailure();
        TestProbe probe = Probe();
        ActorRef second = await FirstAnswer(probe, router);
        second.Tell("crash");
        await Time.WaitForTimersAsync(1);
        while (await NextDeadLetterAfter(router) is { Reason: not DeadLetterReason.NoRoutee })
        {
        }

        Time.Advance(TimeSpan.FromSeconds(1));
        await FirstAnswer(probe, router);
    }

    [Fact]
    public void The_cursor_goes_round_and_survives_a_shrinking_pool()
    {
        var cursor = new RoundRobinCursor();
        Enumerable.Range(0, 7).Select(_ => cursor.Advance(3)).ShouldBe([0, 1, 2, 0, 1, 2, 0]);
        cursor.Advance(3);
        cursor.Advance(3).ShouldBe(2);
        cursor.Advance(2).ShouldBe(0);
    }

    [Fact]
    public void A_pool_of_none_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => new RoundRobinPool(0));

    private static Props Routees(int count, bool inline = false)
    {
        Props props = Props.Create<RouteeActor>().WithRouter(new RoundRobinPool(count));
        return inline ? props.WithInlineDispatch() : props;
    }

    private async Task<DeadLetter> NextDeadLetterAfter(ActorRef router)
    {
        router.Tell("nobody");
        return await NextDeadLetter();
    }

    private static async Task<ActorRef> FirstAnswer(TestProbe probe, ActorRef router)
    {
        ActorRef? answer = null;
        while (answer is null)
        {
            // A question that met a dying routee is lost, as promised; the next one is not.
            try
            {
                answer = await router.AskAsync<ActorRef>("who?", TimeSpan.FromSeconds(1)).WaitAsync(TimeSpan.FromMilliseconds(200));
            }
            catch (TimeoutException)
            {
            }
        }

        return answer;
    }

    private sealed class RouteeActor : Actor
    {
        protected override ValueTask ReceiveAsync(object message)
        {
            if (message is "crash")
                throw new InvalidOperationException("crash");
            if (message is "who?")
                Sender?.Tell(Self);
            return default;
        }
    }
}

using Troupe.Actors;
using Troupe.Remoting.Actors;
using Troupe.Remoting.Flight;
using Troupe.Remoting.Links;
using Troupe.TestKit;

namespace Troupe.Remoting.Tests.Actors;

public sealed class ActorLinkSpecs : IAsyncDisposable
{
    private readonly LinkedSystems _systems = new();

    public ValueTask DisposeAsync() => _systems.DisposeAsync();

    private ActorRef SpawnEcho() => _systems.Server.Spawn(Props.Create<EchoActor>(), "echo");

    private ActorRef RemoteEcho => _systems.ToServer.RefOf("/user/echo");

    [Fact]
    public async Task A_message_reaches_an_actor_on_the_other_side()
    {
        var probe = new TestProbe(_systems.Server, "probe");
        _systems.ToServer.RefOf("/user/probe").Tell(new Order(7, "tea"));
        (await probe.ExpectMessageAsync<Order>(Hang.Limit)).ShouldBe(new Order(7, "tea"));
        probe.LastSender.ShouldBeNull();
    }

    [Fact]
    public async Task The_sender_can_be_answered_again_and_again()
    {
        var client = new TestProbe(_systems.Client);
        var server = new TestProbe(_systems.Server, "probe");
        client.Tell(_systems.ToServer.RefOf("/user/probe"), "hello");
        await server.ExpectMessageAsync<string>(Hang.Limit);
        var sender = server.LastSender.ShouldNotBeNull();
        sender.Path.Address.ShouldBe("troupe://client@far");
        for (var i = 0; i < 100; i++)
            sender.Tell(i, server.Ref);
        for (var i = 0; i < 100; i++)
            (await client.ExpectMessageAsync<int>(Hang.Limit)).ShouldBe(i);
        client.Reply("thanks");
        (await server.ExpectMessageAsync<string>(Hang.Limit)).ShouldBe("thanks");
    }

    [Fact]
    public async Task The_same_sender_is_always_the_same_reference()
    {
        var client = new TestProbe(_systems.Client);
        var server = new TestProbe(_systems.Server, "probe");
        client.Tell(_systems.ToServer.RefOf("/user/probe"), 1);
        client.Tell(_systems.ToServer.RefOf("/user/probe"), 2);
        await server.ExpectMessageAsync<int>(Hang.Limit);
        var first = server.LastSender;
        await server.ExpectMessageAsync<int>(Hang.Limit);
        server.LastSender.ShouldBe(first);
    }

    [Fact]
    public async Task Messages_keep_their_order()
    {
        var probe = new TestProbe(_systems.Server, "probe");
        var remote = _systems.ToServer.RefOf("/user/probe");
        for (var i = 0; i < 1000; i++)
            remote.Tell(i);
        for (var i = 0; i < 1000; i++)
            (await probe.ExpectMessageAsync<int>(Hang.Limit)).ShouldBe(i);
    }

    [Fact]
    public async Task Many_asks_at_once_each_get_their_own_answer()
    {
        SpawnEcho();
        var echo = RemoteEcho;
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => echo.AskAsync<Order>(new Order(i, "x"), Hang.Limit)));
        answers.Select(answer => answer.Id).ShouldBe(Enumerable.Range(0, 500));
    }

    [Fact]
    public async Task Asks_that_are_over_leave_nothing_behind_and_later_ones_work()
    {
        SpawnEcho();
        for (var i = 0; i < 50; i++)
            (await RemoteEcho.AskAsync<int>(i, Hang.Limit)).ShouldBe(i);
    }

    [Fact]
    public async Task A_failure_comes_back_as_the_askers_exception()
    {
        SpawnEcho();
        var error = await Should.ThrowAsync<InvalidOperationException>(RemoteEcho.AskAsync<int>(new Failing("no tea"), Hang.Limit));
        error.Message.ShouldBe("no tea");
    }

    [Fact]
    public async Task An_ask_of_an_actor_that_does_not_exist_fails_at_once() =>
        await Should.ThrowAsync<ActorTerminatedException>(_systems.ToServer.RefOf("/user/nobody").AskAsync<int>(1, Hang.Limit));

    [Fact]
    public async Task An_ask_fails_when_the_link_ends_before_the_answer()
    {
        var probe = new TestProbe(_systems.Server, "probe");
        var answer = _systems.ToServer.RefOf("/user/probe").AskAsync<int>(1, Hang.Limit);
        await probe.ExpectMessageAsync<int>(Hang.Limit);
        _systems.ServerLink.Close("gone");
        await Should.ThrowAsync<ActorTerminatedException>(answer);
    }

    [Fact]
    public async Task A_forwarded_question_is_answered_to_the_one_who_asked()
    {
        SpawnEcho();
        var forward = _systems.Client.Spawn(Props.Create(() => new ForwardActor(RemoteEcho)));
        (await forward.AskAsync<string>("over there", Hang.Limit)).ShouldBe("over there");
    }

    [Fact]
    public async Task An_actor_may_pass_a_message_back_in_the_name_of_its_remote_sender()
    {
        var client = new TestProbe(_systems.Client, "client");
        var second = new TestProbe(_systems.Client, "second");
        var relay = _systems.Server.Spawn(Props.Create(() => new ForwardActor(_systems.ToClient.RefOf("/user/second"))), "relay");
        client.Tell(_systems.ToServer.RefOf("/user/relay"), "news");
        await second.ExpectMessageAsync<string>(Hang.Limit);
        // The sender has come home: no detour over the link.
        second.LastSender.ShouldBe(client.Ref);
        relay.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_watcher_is_told_of_a_stop_after_the_last_message()
    {
        var echo = SpawnEcho();
        var client = new TestProbe(_systems.Client);
        var remote = RemoteEcho;
        client.Watch(remote);
        client.Tell(remote, "stop");
        (await client.ExpectMessageAsync<string>(Hang.Limit)).ShouldBe("goodbye");
        var terminated = await client.ExpectTerminatedAsync(remote, Hang.Limit);
        terminated.AddressTerminated.ShouldBeFalse();
        echo.ShouldNotBeNull();
    }

    [Fact]
    public async Task Watching_one_that_has_ended_is_answered_at_once()
    {
        var client = new TestProbe(_systems.Client);
        var remote = _systems.ToServer.RefOf("/user/nobody");
        client.Watch(remote);
        (await client.ExpectTerminatedAsync(remote, Hang.Limit)).AddressTerminated.ShouldBeFalse();
    }

    [Fact]
    public async Task Every_watcher_is_told_and_a_withdrawn_watch_is_not()
    {
        SpawnEcho();
        var remote = RemoteEcho;
        var (first, second, third) = (new TestProbe(_systems.Client), new TestProbe(_systems.Client), new TestProbe(_systems.Client));
        first.Watch(remote);
        second.Watch(remote);
        third.Watch(remote);
        third.Unwatch(remote);
        first.Tell(remote, 1);
        await first.ExpectMessageAsync<int>(Hang.Limit);
        third.Tell(remote, 2);
        await third.ExpectMessageAsync<int>(Hang.Limit);
        await _systems.Client.StopAsync(remote, Hang.Limit);
        await first.ExpectTerminatedAsync(remote, Hang.Limit);
        await second.ExpectTerminatedAsync(remote, Hang.Limit);
        await third.ExpectNoMessageAsync();
    }

    [Fact]
    public async Task A_remote_actor_can_be_stopped()
    {
        SpawnEcho();
        await _systems.Client.StopAsync(RemoteEcho, Hang.Limit);
        _systems.Server.Find("/user/echo").ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_link_ends_everything_watched_over_there_counts_as_ended(bool byThisSide)
    {
        SpawnEcho();
        var client = new TestProbe(_systems.Client);
        var remote = RemoteEcho;
        client.Watch(remote);
        client.Tell(remote, 1);
        await client.ExpectMessageAsync<int>(Hang.Limit);
        (byThisSide ? _systems.ClientLink : _systems.ServerLink).Close("pulled");
        var terminated = await client.ExpectTerminatedAsync(remote, Hang.Limit);
        terminated.AddressTerminated.ShouldBeTrue();
        terminated.Reason.ShouldNotBeNullOrEmpty();
        _systems.Server.Find("/user/echo").ShouldNotBeNull();
    }

    [Fact]
    public async Task After_the_end_watches_are_answered_at_once_and_messages_are_dead_letters()
    {
        var client = new TestProbe(_systems.Client);
        var remote = RemoteEcho;
        _systems.ClientLink.Close("pulled");
        remote.Tell("too late", client.Ref);
        var letter = await _systems.DeadLetterAsync();
        (letter.Message, letter.Recipient, letter.Reason).ShouldBe(("too late", remote, DeadLetterReason.Undeliverable));
        client.Watch(remote);
        (await client.ExpectTerminatedAsync(remote, Hang.Limit)).AddressTerminated.ShouldBeTrue();
    }

    [Fact]
    public async Task A_message_for_nobody_is_a_dead_letter_on_its_side()
    {
        _systems.ToServer.RefOf("/user/nobody").Tell("hello?");
        var letter = await _systems.DeadLetterAsync();
        (letter.Message, letter.Reason).ShouldBe(("hello?", DeadLetterReason.RecipientTerminated));
    }

    [Fact]
    public async Task An_incarnation_that_has_ended_is_not_mistaken_for_its_successor()
    {
        var old = SpawnEcho();
        await _systems.Server.StopAsync(old, Hang.Limit);
        SpawnEcho();
        await Should.ThrowAsync<ActorTerminatedException>(_systems.ToServer.RefOf($"/user/echo#{old.Path.Incarnation}").AskAsync<int>(1, Hang.Limit));
        (await RemoteEcho.AskAsync<int>(1, Hang.Limit)).ShouldBe(1);
    }

    [Fact]
    public async Task Long_messages_travel_in_parts()
    {
        SpawnEcho();
        var numbers = Enumerable.Range(0, 1_000_000).ToArray();
        (await RemoteEcho.AskAsync<int[]>(numbers, Hang.Limit)).ShouldBe(numbers);
    }

    [Fact]
    public async Task A_worker_speaks_through_its_outbox()
    {
        using var directory = new TemporaryDirectory();
        using var record = FlightRecord.Create(directory.PathOf("page"));
        var (near, far) = InMemoryLink.CreatePair();
        var worker = new ActorLink(_systems.Server, near, new FlightOutbox(near, record), "troupe://coordinator@far");
        var coordinator = new ActorLink(_systems.Client, far, "troupe://worker@far");
        foreach (var link in new[] { worker, coordinator })
            new Thread(link.Serve) { IsBackground = true }.Start();
        SpawnEcho();
        (await coordinator.RefOf("/user/echo").AskAsync<int[]>(new int[200_000], Hang.Limit)).Length.ShouldBe(200_000);
        near.Dispose();
        far.Dispose();
    }

    [Fact]
    public async Task It_works_over_a_socket_too()
    {
        await using var systems = new LinkedSystems(overSocket: true);
        systems.Server.Spawn(Props.Create<EchoActor>(), "echo");
        var echo = systems.ToServer.RefOf("/user/echo");
        (await echo.AskAsync<Order>(new Order(1, "tea"), Hang.Limit)).ShouldBe(new Order(1, "tea"));
        var client = new TestProbe(systems.Client);
        client.Watch(echo);
        client.Tell(echo, 1);
        await client.ExpectMessageAsync<int>(Hang.Limit);
        systems.ServerLink.Dispose();
        (await client.ExpectTerminatedAsync(echo, Hang.Limit)).AddressTerminated.ShouldBeTrue();
    }
}

using System.Collections.Concurrent;
using Troupe.Actors;
using Troupe.Remoting.Actors;
using Troupe.Remoting.Links;

namespace Troupe.Remoting.Tests.Actors;

/// <summary>A system between two others, as the one that started them: it passes on what they say to each other, and keeps nothing of it.</summary>
public sealed class RelaySpecs : IAsyncDisposable
{
    /// <summary>A link keeps its latest senders, and forgets dead ones of other links some at a time.</summary>
    private const int Some = 130;

    private readonly ActorSystem _middle = new("middle");
    private readonly ActorSystem _far = new("far");
    private readonly List<Link> _links = [];
    private readonly ConcurrentQueue<WeakReference> _senders = new();

    public RelaySpecs()
    {
        var (toFar, _) = Join(_far, "troupe://far@0");
        _far.Spawn(Props.Create<EchoActor>(), "echo");
        _middle.Spawn(Props.Create(() => new NotingForwarder(toFar.RefOf("/user/echo"), _senders)), "relay");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links)
            link.Dispose();
        await _middle.DisposeAsync();
        await _far.DisposeAsync();
    }

    [Fact]
    public async Task Who_asks_through_it_is_forgotten_with_the_answer()
    {
        await using var near = new ActorSystem("near");
        var (_, toMiddle) = Join(near, "troupe://near@1");
        for (var question = 0; question < 2 * Some; question++)
            (await toMiddle.RefOf("/user/relay").AskAsync<int>(question, Hang.Limit)).ShouldBe(question);
        Kept().ShouldBeLessThan(Some);
    }

    [Fact]
    public async Task An_actor_that_is_no_question_is_answered_again_and_again()
    {
        await using var near = new ActorSystem("near");
        var (_, toMiddle) = Join(near, "troupe://near@1");
        var probe = new TestKit.TestProbe(near);
        for (var message = 0; message < Some; message++)
            probe.Tell(toMiddle.RefOf("/user/relay"), message);
        for (var message = 0; message < Some; message++)
            (await probe.ExpectMessageAsync<int>(Hang.Limit)).ShouldBe(message);
    }

    [Fact]
    public async Task Actors_behind_links_that_have_ended_are_forgotten_and_the_links_with_them()
    {
        for (var number = 1; number <= 2 * Some; number++)
        {
            await using var near = new ActorSystem("near");
            var (_, toMiddle) = Join(near, $"troupe://near@{number}");
            var probe = new TestKit.TestProbe(near);
            probe.Tell(toMiddle.RefOf("/user/relay"), number);
            (await probe.ExpectMessageAsync<int>(Hang.Limit)).ShouldBe(number);
            _links[^1].Dispose();
            _links[^2].Dispose();
            _links.RemoveRange(_links.Count - 2, 2);
        }
        Kept().ShouldBeLessThan(Some);
    }

    /// <summary>How many of those who have sent something are still held by anybody.</summary>
    private int Kept()
    {
        var kept = int.MaxValue;
        // Threads that read ended links are gone a moment later.
        SpinWait.SpinUntil(() =>
        {
            GC.Collect();
            kept = _senders.Count(sender => sender.IsAlive);
            return kept < Some;
        }, TimeSpan.FromSeconds(5));
        _senders.Count.ShouldBe(2 * Some);
        return kept;
    }

    private (ActorLink FromMiddle, ActorLink ToMiddle) Join(ActorSystem system, string address)
    {
        var (here, there) = InMemoryLink.CreatePair();
        _links.AddRange([here, there]);
        var (fromMiddle, toMiddle) = (new ActorLink(_middle, here, address), new ActorLink(system, there, "troupe://middle@far"));
        foreach (var link in new[] { fromMiddle, toMiddle })
            new Thread(link.Serve) { IsBackground = true }.Start();
        return (fromMiddle, toMiddle);
    }

    private sealed class NotingForwarder(ActorRef next, ConcurrentQueue<WeakReference> senders) : Actor
    {
        protected override ValueTask ReceiveAsync(object message)
        {
            senders.Enqueue(new WeakReference(Sender));
            next.Tell(message, Sender);
            return ValueTask.CompletedTask;
        }
    }
}

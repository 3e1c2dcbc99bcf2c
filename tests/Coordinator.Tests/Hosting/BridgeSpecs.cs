using System.Runtime.CompilerServices;
using Akka;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Troupe.Messages.Frames;

namespace Troupe.Tests.Hosting;

/// <summary>The two ends of a link between actors of two processes, here in one.</summary>
public sealed class BridgeSpecs : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TestKit _kit = new();
    private readonly ActorSystem _other = ActorSystem.Create("other", "akka { loggers = [], stdout-loglevel = OFF }");

    public void Dispose()
    {
        _other.Dispose();
        _kit.Dispose();
    }

    private Task<JoinedBridges> Join(Action<IActorContext, object> receive) =>
        JoinedBridges.Of(_kit.Sys, _other, NewActor(_other, receive));

    private static IActorRef NewActor(ActorSystem system, Action<IActorContext, object> receive) =>
        system.ActorOf(Props.Create<Acting>(receive));

    [Fact]
    public async Task Messages_keep_their_order_and_answers_find_their_way()
    {
        using var joined = await Join((context, message) => context.Sender.Tell(message));
        for (var number = 0; number < 10_000; number++)
            joined.Tell(number, _kit.TestActor);
        for (var number = 0; number < 10_000; number++)
            await _kit.ExpectMsgAsync(number, s_patience);
    }

    // 100,000 would take seconds; it is the same for each.
    [Fact]
    public async Task Who_asks_is_forgotten_with_the_answer()
    {
        using var joined = await Join((context, message) => context.Sender.Tell(message));
        var asking = NewActor(_kit.Sys, (context, message) => joined.Tell(message, context.Sender));
        for (var number = 0; number < 20_000; number++)
            (await asking.Ask<int>(number, s_patience)).ShouldBe(number);
        (joined.App.Waiting, joined.Host.Waiting).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Who_asks_through_a_process_between_two_is_forgotten_with_the_answer()
    {
        using var far = await Join((context, message) => context.Sender.Tell(message));
        // Stands for the reference to the actor of the far process; the near one has it from a message.
        var reference = NewActor(_kit.Sys, (context, message) => far.Tell(message, context.Sender));
        IActorRef? known = null;
        using var near = await Join((context, message) =>
        {
            if (message is IActorRef actor)
                known = actor;
            else
                known.Forward(message);
        });
        near.Tell(reference);
        var asking = NewActor(_kit.Sys, (context, message) => near.Tell(message, context.Sender));
        for (var number = 0; number < 2_000; number++)
            (await asking.Ask<int>(number, s_patience)).ShouldBe(number);
        (near.App.Waiting, near.Host.Waiting, far.App.Waiting, far.Host.Waiting).ShouldBe((0, 0, 0, 0));
    }

    [Fact]
    public async Task Who_asked_and_waits_no_longer_is_forgotten_at_both_ends()
    {
        const int Asks = 20_000;
        using var joined = await Join((_, _) => { });
        var asking = NewActor(_kit.Sys, (context, message) => joined.Tell(message, context.Sender));
        for (var round = 0; round < 20; round++)
        {
            await AskInVain(asking, Asks / 20);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        joined.App.Waiting.ShouldBeLessThan(Asks / 4);
        await Until(() => joined.Host.Waiting < Asks / 4, "the other end is told");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task AskInVain(IActorRef actor, int times)
    {
        using var over = new CancellationTokenSource();
        var asked = Enumerable.Range(0, times).Select(number => actor.Ask<int>(number, s_patience, over.Token)).ToArray();
        await over.CancelAsync();
        foreach (var one in asked)
            await Should.ThrowAsync<OperationCanceledException>(one);
    }

    [Fact]
    public async Task When_the_link_ends_who_asks_is_told_and_the_actors_of_the_other_end_have_ended()
    {
        var probe = _kit.CreateTestProbe();
        var first = new TaskCompletionSource<IActorRef>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var joined = await Join((context, message) =>
        {
            if (message is string)
                context.Sender.Tell(context.ActorOf(Props.Create<Acting>((Action<IActorContext, object>)((_, _) => { }))));
        });
        var asking = NewActor(_kit.Sys, (context, message) => joined.Tell(message, context.Sender));
        var child = await asking.Ask<IActorRef>("child", s_patience);
        probe.Watch(child);
        var asked = asking.Ask<int>(1, s_patience * 4);
        await Until(() => joined.Host.Waiting == 1, "it is asked");
        joined.App.End(new WorkerLostException("it died"));
        (await Should.ThrowAsync<WorkerLostException>(asked.WaitAsync(s_patience))).Message.ShouldBe("it died");
        await probe.ExpectTerminatedAsync(child, s_patience);
        joined.App.TrySend(0, 1, null, flush: true).ShouldBeFalse();
    }

    [Fact]
    public async Task Actors_that_come_and_go_leave_nothing_at_the_other_end()
    {
        using var joined = await Join((context, message) => context.Sender.Tell(message));
        for (var number = 0; number < 500; number++)
        {
            var probe = _kit.CreateTestProbe();
            joined.Tell(number, probe);
            await probe.ExpectMsgAsync(number, s_patience);
            _kit.Sys.Stop(probe);
        }
        await Until(() => joined.App.Known <= 1 && joined.Host.Known <= 1, "all have been forgotten");
    }

    [Fact]
    public async Task What_Akka_itself_answers_with_travels()
    {
        using var joined = await Join((context, message) => context.Sender.Tell(message));
        var asking = NewActor(_kit.Sys, (context, message) => joined.Tell(message, context.Sender));
        (await asking.Ask<Done>(Done.Instance, s_patience)).ShouldBe(Done.Instance);
        (await asking.Ask<Status.Success>(new Status.Success(7), s_patience)).Status.ShouldBe(7);
        (await asking.Ask<Status.Success>(new Status.Success(null), s_patience)).Status.ShouldBeNull();
        (await asking.Ask<IActorRef>(_kit.TestActor, s_patience)).ShouldBe(_kit.TestActor);
        (await asking.Ask<TimeoutException>(new TimeoutException("late"), s_patience)).Message.ShouldBe("late");
        (await Should.ThrowAsync<TimeoutException>(asking.Ask<int>(new Status.Failure(new TimeoutException("late")), s_patience))).Message
            .ShouldBe("late");
        await Should.ThrowAsync<PayloadNotEncodableException>(asking.Ask<object>(ReceiveTimeout.Instance, s_patience));
    }

    [Theory]
    [InlineData((byte)FrameKind.ActorMessage, 0, new byte[] { 0, 9, 1 })]
    [InlineData((byte)FrameKind.ActorMessage, 0, new byte[] { 0, 0, 99 })]
    [InlineData((byte)FrameKind.ActorMessage, 0, new byte[] { 0, 0, 3, 1 })]
    [InlineData((byte)FrameKind.ActorMessage, 0, new byte[] { 255 })]
    [InlineData((byte)FrameKind.ActorType, 7, new byte[] { 0, 6 })]
    [InlineData((byte)FrameKind.ActorType, 5, new byte[] { 9 })]
    [InlineData((byte)FrameKind.ActorEnded, 2, new byte[] { 1 })]
    [InlineData((byte)FrameKind.ActorStop, 2, new byte[] { 1 })]
    [InlineData((byte)FrameKind.ActorStart, 0, new byte[] { 1, 2, 3 })]
    public async Task What_no_honest_end_sends_is_a_violation(byte kind, ulong id, byte[] message)
    {
        using var joined = await Join((_, _) => { });
        foreach (var end in new[] { joined.App, joined.Host })
        {
            Should.Throw<ProtocolViolationException>(
                () => end.Handle(new FrameHeader(message.Length, (FrameKind)kind, FrameFlags.None, id), message));
        }
    }

    [Fact]
    public async Task An_end_that_hosts_the_actor_is_not_told_of_its_end()
    {
        using var joined = await Join((_, _) => { });
        Should.Throw<ProtocolViolationException>(
            () => joined.Host.Handle(new FrameHeader(0, FrameKind.ActorEnded, FrameFlags.None, 0), []));
    }

    private static async Task Until(Func<bool> holds, string what)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!holds())
        {
            clock.Elapsed.ShouldBeLessThan(s_patience, what);
            await Task.Delay(5);
        }
    }

    private sealed class Acting(Action<IActorContext, object> receive) : UntypedActor
    {
        protected override void OnReceive(object message) => receive(Context, message);
    }
}

using Akka.Actor;
using Troupe.Control;
using Troupe.Tests.Clocks;

namespace Troupe.Tests.Control;

/// <summary>The actor system that Troupe makes for itself; what it does to a program is shown by real ones: ActorProgramSpecs.</summary>
public sealed class LocalActorSystemSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Its_actors_run_on_troupes_own_threads()
    {
        var system = LocalActorSystem.Create(TimeProvider.System);
        var actor = system.System.ActorOf(Props.Create(() => new Doing()));

        (await actor.Ask<string?>(() => Thread.CurrentThread.Name!, s_patience)).ShouldBe("Troupe control");

        (await system.EndAsync(s_patience)).ShouldBeTrue();
    }

    [Fact]
    public async Task An_actor_and_a_scheduled_action_that_hang_hold_up_no_other()
    {
        var system = LocalActorSystem.Create(TimeProvider.System);
        using var gate = new ManualResetEventSlim();
        using var hanging = new CountdownEvent(11);
        for (var number = 0; number < 10; number++)
            system.System.ActorOf(Props.Create(() => new Doing())).Tell(() => { hanging.Signal(); gate.Wait(); });
        system.System.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromMilliseconds(1), () => { hanging.Signal(); gate.Wait(); });
        hanging.Wait(s_patience).ShouldBeTrue();

        var inTime = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        system.System.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromMilliseconds(20), inTime.SetResult);
        await inTime.Task.WaitAsync(s_patience);
        var actor = system.System.ActorOf(Props.Create(() => new Doing()));
        (await actor.Ask<int>(() => 42, s_patience)).ShouldBe(42);

        gate.Set();
        (await system.EndAsync(s_patience)).ShouldBeTrue();
    }

    [Fact]
    public async Task Its_end_waits_for_no_actor_longer_than_its_bound()
    {
        var clock = new ManualTimeProvider();
        var system = LocalActorSystem.Create(clock);
        using var gate = new ManualResetEventSlim();
        using var hangs = new ManualResetEventSlim();
        system.System.ActorOf(Props.Create(() => new Doing())).Tell(() => { hangs.Set(); gate.Wait(); });
        hangs.Wait(s_patience).ShouldBeTrue();

        var ended = system.EndAsync(TimeSpan.FromSeconds(5));
        await clock.WaitForTimersAsync(1);
        clock.Advance(TimeSpan.FromSeconds(4));
        ended.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));

        (await ended.WaitAsync(s_patience)).ShouldBeFalse();
        ShouldLeaveNoTimer(clock);
        gate.Set();
        await system.System.WhenTerminated.WaitAsync(s_patience);
    }

    [Fact]
    public async Task Its_end_leaves_no_timer()
    {
        var clock = new ManualTimeProvider();
        var system = LocalActorSystem.Create(clock);
        system.System.Scheduler.Advanced.ScheduleRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), static () => { });
        var actor = system.System.ActorOf(Props.Create(() => new Doing()));
        await actor.Ask<int>(() => 1, s_patience);

        (await system.EndAsync(TimeSpan.FromMinutes(1)).WaitAsync(s_patience)).ShouldBeTrue();

        ShouldLeaveNoTimer(clock);
    }

    // The wait for the end disposes of its own timer a moment after it has let its waiter go on.
    private static void ShouldLeaveNoTimer(ManualTimeProvider clock) =>
        SpinWait.SpinUntil(() => clock.ActiveTimers == 0, s_patience).ShouldBeTrue($"{clock.ActiveTimers} timers are left.");

    [Fact]
    public async Task A_message_that_would_leave_the_process_is_refused()
    {
        var system = LocalActorSystem.Create(TimeProvider.System);
        var serializer = system.System.Serialization.FindSerializerFor(new object());

        Should.Throw<NotSupportedException>(() => serializer.ToBinary(new object())).Message.ShouldContain("System.Object");
        var refused = Should.Throw<NotSupportedException>(() => system.System.Serialization.Deserialize([], 1, typeof(string)));
        refused.Message.ShouldContain("System.String");

        await system.EndAsync(s_patience);
    }

    /// <summary>Runs what it is told, and answers with what it returns.</summary>
    private sealed class Doing : ReceiveActor
    {
        public Doing()
        {
            Receive<Action>(what => what());
            Receive<Func<string>>(what => Sender.Tell(what()));
            Receive<Func<int>>(what => Sender.Tell(what()));
        }
    }
}

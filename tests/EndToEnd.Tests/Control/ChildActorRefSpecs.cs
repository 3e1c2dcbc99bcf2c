using Akka.Actor;
using Akka.Configuration;
using Troupe.EndToEnd.Tests.ChildProcesses;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Control;

/// <summary>A child process as an actor.</summary>
public sealed class ChildActorRefSpecs : ChildSpecs, IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("application", ConfigurationFactory.ParseString("akka.loglevel = OFF"));

    public void Dispose() => _system.Terminate().Wait(Patience).ShouldBeTrue();

    [Fact]
    public async Task Its_watchers_are_told_when_the_process_has_ended_and_not_before()
    {
        var gate = Gate();
        await using var child = ChildProcess.Start(ChildJobs.LeaveThread, gate, false, new ChildProcessOptions { ActorSystem = _system });
        var gone = child.ActorRef.WatchAsync();
        child.ActorRef.Path.ToStringWithoutAddress().ShouldStartWith("/user/troupe-process-");
        await child.Completion.WaitAsync(Patience);
        gone.IsCompleted.ShouldBeFalse();
        await File.WriteAllTextAsync(gate, "");
        await gone.WaitAsync(Patience);
        child.IsAlive.ShouldBeFalse();
        child.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_poison_pill_asks_the_process_to_end()
    {
        var gate = Gate();
        await using var child = StartThere(gate);
        await Runs(gate);
        (await child.ActorRef.GracefulStop(Patience)).ShouldBeTrue();
        child.Exit!.ExitCode.ShouldBe(143);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_actor_that_is_stopped_or_killed_takes_its_process_with_it(bool killed)
    {
        var gate = Gate();
        await using var child = StartThere(gate);
        await Runs(gate);
        var actor = child.ActorRef;
        var gone = actor.WatchAsync();
        if (killed)
            actor.Tell(Kill.Instance);
        else
            _system.Stop(actor);
        await gone.WaitAsync(Patience);
        child.Exit!.SignalName.ShouldBe("SIGKILL");
    }

    [Fact]
    public async Task A_child_ends_with_the_system_that_its_actor_is_in()
    {
        var gate = Gate();
        await using var child = StartThere(gate);
        _ = child.ActorRef;
        await Runs(gate);
        await _system.Terminate().WaitAsync(Patience);
        await Ended(child);
    }

    [Fact]
    public async Task A_process_that_has_ended_has_an_actor_that_has_stopped()
    {
        await using var child = ChildProcess.Start(ChildJobs.Who);
        await Ended(child);
        await child.ActorRef.WatchAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task It_has_one_actor_also_in_a_system_of_Troupes_own_and_takes_no_other_message()
    {
        var gate = Gate();
        await using var child = ChildProcess.Start(ChildJobs.Hold, gate);
        await Runs(gate);
        var actor = child.ActorRef;
        child.ActorRef.ShouldBeSameAs(actor);
        actor.Tell("a text");
        actor.Tell(PoisonPill.Instance);
        await actor.WatchAsync().WaitAsync(Patience);
        child.IsAlive.ShouldBeFalse();
    }

    [Fact]
    public async Task A_system_that_has_been_terminated_is_refused()
    {
        await _system.Terminate().WaitAsync(Patience);
        await using var child = ChildProcess.Start(ChildJobs.Who, new ChildProcessOptions { ActorSystem = _system });
        Should.Throw<InvalidOperationException>(() => child.ActorRef).Message.ShouldContain("application has been terminated");
    }

    private ChildProcess StartThere(string gate) =>
        ChildProcess.Start(ChildJobs.Hold, gate, new ChildProcessOptions { ActorSystem = _system, OutputMode = OutputMode.Drop });
}

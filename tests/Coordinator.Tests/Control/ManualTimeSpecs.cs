using Akka.Actor;
using Troupe.Control;
using Troupe.Tests.Clocks;

namespace Troupe.Tests.Control;

/// <summary>Specs of actors in a system of Troupe's own, whose time moves only when told to.</summary>
public abstract class ManualTimeSpecs : Akka.TestKit.Xunit2.TestKit
{
    protected static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected ManualTimeSpecs()
        : this(new ManualTimeProvider())
    {
    }

    private ManualTimeSpecs(ManualTimeProvider clock)
        : base(LocalActorSystem.Create(clock).System) => Clock = clock;

    internal ManualTimeProvider Clock { get; }

    internal TimeProviderScheduler Scheduler => (TimeProviderScheduler)Sys.Scheduler;

    protected IAdvancedScheduler Timers => Sys.Scheduler.Advanced;

    /// <summary>
    /// Moves the clock on, and sees which messages that has brought the test's actor: those before a mark that is told it now.
    /// </summary>
    protected async Task<object[]> After(TimeSpan time)
    {
        Clock.Advance(time);
        var mark = new object();
        TestActor.Tell(mark);
        var messages = new List<object>();
        while (await ReceiveOneAsync(Patience) is { } message && message != mark)
            messages.Add(message);
        return [.. messages];
    }
}

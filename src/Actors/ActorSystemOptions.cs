namespace Troupe.Actors;

/// <summary>How an <see cref="ActorSystem"/> works. Read once, at its creation.</summary>
public sealed record ActorSystemOptions
{
    /// <summary>The clock for timers, back-off, asks and shutdown. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How long <see cref="ActorSystem.DisposeAsync"/> waits for actors to end. Default: 5 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many messages wait for an actor whose props do not say. Default: <see cref="int.MaxValue"/>, no bound.</summary>
    public int DefaultMailboxCapacity { get; init; } = int.MaxValue;

    /// <summary>How failures of top-level actors are treated; Escalate there means Stop. Default: <see cref="SupervisorStrategy.Default"/>.</summary>
    public SupervisorStrategy TopLevelStrategy { get; init; } = SupervisorStrategy.Default;

    /// <summary>
    /// The address other processes know the system by, such as <c>troupe://orders@host:4000</c>. Default: null, which is
    /// <c>troupe://name</c>.
    /// </summary>
    public string? Address { get; init; }
}

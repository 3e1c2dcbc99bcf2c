namespace Troupe.Actors;

/// <summary>
/// A router with a fixed number of routees that get the messages in turn, each with its original sender. The router
/// supervises them; one that ends is replaced, with a growing delay when that keeps happening. A <see cref="Broadcast"/>
/// goes to all. Messages that come while no routee lives become dead letters.
/// </summary>
public sealed class RoundRobinPool
{
    /// <summary>A pool of this size.</summary>
    /// <param name="instances">How many routees, at least 1.</param>
    /// <param name="supervisor">How the router treats their failures; null for <see cref="SupervisorStrategy.Default"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public RoundRobinPool(int instances, SupervisorStrategy? supervisor = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instances, 1);
        Instances = instances;
        Supervisor = supervisor ?? SupervisorStrategy.Default;
    }

    /// <summary>How many routees.</summary>
    public int Instances { get; }

    /// <summary>How the router treats their failures.</summary>
    public SupervisorStrategy Supervisor { get; }
}

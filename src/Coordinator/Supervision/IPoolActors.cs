namespace Troupe.Supervision;

/// <summary>The actors that watch over a pool. Behind this a program that needs none loads nothing of Akka.</summary>
internal interface IPoolActors
{
    /// <summary>Stops them, and gives back the system that they are in.</summary>
    /// <param name="bound">How long they have.</param>
    Task EndAsync(TimeSpan bound);
}

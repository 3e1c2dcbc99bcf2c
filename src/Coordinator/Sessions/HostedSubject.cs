using Troupe.Actors;

namespace Troupe.Sessions;

/// <summary>What a pool that hosts an object knows of it.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="Factory">Makes it, in the worker, at each start; null when its type's constructor does.</param>
/// <param name="Lost">Told of each loss; says whether the object is to start anew. Must not wait.</param>
internal sealed record HostedSubject(string Name, Delegate? Factory, Func<WorkerLostException, bool> Lost)
{
    /// <summary>What calls get after the end.</summary>
    public const string Disposed = "The hosted object, or its pool, was disposed; it takes no more calls.";

    /// <summary>How the actor is made that is hosted; null when the object is no actor.</summary>
    public Props? Actor { get; init; }

    /// <summary>The number under which the worker's side is to start the actor.</summary>
    public ulong ActorNumber { get; init; }

    /// <summary>Told of the actor's reference whenever a worker that hosts it is ready.</summary>
    public Action<ActorRef>? Ready { get; init; }
}

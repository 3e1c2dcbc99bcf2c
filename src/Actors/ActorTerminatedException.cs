namespace Troupe.Actors;

/// <summary>The actor that was asked has ended and cannot answer.</summary>
public sealed class ActorTerminatedException : Exception
{
    /// <summary>For the runtime and for links.</summary>
    /// <param name="actor">Who has ended.</param>
    /// <param name="message">What happened and what to do next.</param>
    public ActorTerminatedException(ActorRef actor, string message)
        : base(message) => Actor = actor;

    /// <summary>Who has ended.</summary>
    public ActorRef Actor { get; }
}

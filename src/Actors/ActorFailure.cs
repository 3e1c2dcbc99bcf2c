namespace Troupe.Actors;

/// <summary>An exception that left an actor's code, and what was done about it. For logs.</summary>
/// <param name="Actor">Whose code threw.</param>
/// <param name="Exception">What it threw.</param>
/// <param name="Message">The message it worked on; null when it was starting, stopping or ending a batch.</param>
/// <param name="Directive">What its supervisor decided; <see cref="Directive.Stop"/> also when the restart budget was used up.</param>
/// <param name="RestartDelay">How long the actor waits before its restart; zero unless the directive is Restart.</param>
public sealed record ActorFailure(ActorRef Actor, Exception Exception, object? Message, Directive Directive, TimeSpan RestartDelay = default);

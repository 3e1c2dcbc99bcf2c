namespace Troupe.Actors;

/// <summary>A message that nobody worked on.</summary>
/// <param name="Message">The message.</param>
/// <param name="Sender">Who sent it, when known.</param>
/// <param name="Recipient">Whom it was for.</param>
/// <param name="Reason">Why it was not delivered.</param>
public sealed record DeadLetter(object Message, ActorRef? Sender, ActorRef Recipient, DeadLetterReason Reason);

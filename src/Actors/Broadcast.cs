namespace Troupe.Actors;

/// <summary>Told to a router: every routee gets the message inside.</summary>
/// <param name="Message">What each routee receives.</param>
public sealed record Broadcast(object Message);

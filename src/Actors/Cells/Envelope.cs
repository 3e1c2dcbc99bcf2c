namespace Troupe.Actors.Cells;

/// <summary>A message with its sender as it waits in a mailbox; a value, so that waiting costs no allocation of its own.</summary>
internal readonly struct Envelope(object message, ActorRef? sender)
{
    public readonly object Message = message;
    public readonly ActorRef? Sender = sender;
}

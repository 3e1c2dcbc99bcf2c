namespace Troupe.Actors;

/// <summary>A bounded mailbox had no room for the message; nothing was delivered.</summary>
public sealed class MailboxFullException : Exception
{
    /// <summary>For the runtime and for links.</summary>
    /// <param name="actor">Whose mailbox is full.</param>
    /// <param name="capacity">How many messages it holds.</param>
    public MailboxFullException(ActorRef actor, int capacity)
        : base($"The mailbox of {actor} is full ({capacity} messages wait); slow down, or give the actor a larger mailbox with Props.WithMailbox.")
    {
        Actor = actor;
        Capacity = capacity;
    }

    /// <summary>Whose mailbox is full.</summary>
    public ActorRef Actor { get; }

    /// <summary>How many messages it holds at most.</summary>
    public int Capacity { get; }
}

namespace Troupe.Actors;

/// <summary>What happens to a message for a bounded mailbox that is full.</summary>
public enum MailboxFullMode
{
    /// <summary><c>Tell</c> throws <see cref="MailboxFullException"/>.</summary>
    Fail,

    /// <summary>The message becomes a dead letter with <see cref="DeadLetterReason.MailboxFull"/>.</summary>
    DropNewest,
}

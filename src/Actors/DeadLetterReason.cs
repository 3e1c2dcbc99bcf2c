namespace Troupe.Actors;

/// <summary>Why a message became a <see cref="DeadLetter"/>.</summary>
public enum DeadLetterReason
{
    /// <summary>The recipient had ended, or ended with the message still in its mailbox.</summary>
    RecipientTerminated,

    /// <summary>The recipient's bounded mailbox was full and drops the newest.</summary>
    MailboxFull,

    /// <summary>The recipient got the message and called <c>Unhandled</c>.</summary>
    Unhandled,

    /// <summary>The message was told to <see cref="ActorSystem.DeadLetters"/> itself.</summary>
    NoRecipient,

    /// <summary>A router had no routee alive.</summary>
    NoRoutee,

    /// <summary>The link to the recipient's process could not carry it.</summary>
    Undeliverable,
}

namespace Troupe.Actors;

/// <summary>What a supervisor does with a child that failed.</summary>
public enum Directive
{
    /// <summary>Go on with the next message and the state as it is.</summary>
    Resume,

    /// <summary>Replace the instance, keep the mailbox; the failing message is not delivered again.</summary>
    Restart,

    /// <summary>End the child.</summary>
    Stop,

    /// <summary>Fail too, and let the own supervisor decide.</summary>
    Escalate,
}

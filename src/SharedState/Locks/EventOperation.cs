namespace Troupe.SharedState.Locks;

/// <summary>What is asked of an event.</summary>
internal static class EventOperation
{
    /// <summary>Flag: set, else reset. Answer: done.</summary>
    public const byte Set = 16;

    /// <summary>Answered when the event is set.</summary>
    public const byte Wait = 17;

    /// <summary>Answer: flag.</summary>
    public const byte IsSet = 18;
}

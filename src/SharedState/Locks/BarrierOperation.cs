namespace Troupe.SharedState.Locks;

/// <summary>What is asked of a barrier.</summary>
internal static class BarrierOperation
{
    /// <summary>Answered when all parties are there: phase, place in the order of arrival. Closed with the reason when it is
    /// broken.</summary>
    public const byte Arrive = 16;

    /// <summary>Makes a broken barrier whole; breaks it first for those who wait. Answer: done.</summary>
    public const byte Reset = 17;

    /// <summary>Breaks it. Answer: done.</summary>
    public const byte Break = 18;

    /// <summary>Answer: how many wait, flag: broken.</summary>
    public const byte State = 19;
}

namespace Troupe.Tests.StateMachine;

/// <summary>What becomes of one item of a chunk.</summary>
internal enum ItemEnd
{
    Result,
    Fault,

    /// <summary>Its worker died of it, and it is not tried again.</summary>
    Lost,
}

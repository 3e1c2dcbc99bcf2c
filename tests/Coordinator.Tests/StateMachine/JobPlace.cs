namespace Troupe.Tests.StateMachine;

/// <summary>Where a job must be, as the reference sees it.</summary>
internal enum JobPlace
{
    Waiting,
    Leased,

    /// <summary>Between two attempts.</summary>
    Paused,
}

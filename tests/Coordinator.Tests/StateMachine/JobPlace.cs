namespace Troupe.Tests.StateMachine;

/// <summary>Where a job must be, as the reference sees it.</summary>
internal enum JobPlace
{
    Waiting,
    Leased,

    /// <summary>Its attempt has failed, and the error is being made.</summary>
    Making,

    /// <summary>Between two attempts.</summary>
    Paused,
}

namespace Troupe.Tests.StateMachine;

/// <summary>Where a worker is in its life.</summary>
internal enum FakePhase
{
    Starting,
    Ready,

    /// <summary>It is gone, and the dispatcher has not been told.</summary>
    Dying,

    Gone,
}

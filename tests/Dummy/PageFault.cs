namespace Troupe.Tests.Dummy;

/// <summary>What a wild write of a job may leave in the page that its worker shares with the pool.</summary>
public enum PageFault
{
    /// <summary>All of it is zero.</summary>
    Zeros,

    /// <summary>All bits are set.</summary>
    Ones,

    /// <summary>The job that runs is no longer noted.</summary>
    NoRunningJob,

    /// <summary>No job is noted.</summary>
    NoJob,

    /// <summary>Another job is noted.</summary>
    AnotherJob,
}

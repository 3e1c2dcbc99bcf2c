namespace Troupe.Tests.StateMachine;

/// <summary>Told what becomes of jobs and their items.</summary>
internal interface IJobEnds
{
    /// <summary>The job has an outcome.</summary>
    void OnEnded(ulong job, JobState state);

    /// <summary>Neighbouring items have theirs.</summary>
    void OnItems(ulong job, int first, int end, ItemEnd how);
}

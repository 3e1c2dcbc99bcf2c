namespace Troupe.Jobs;

/// <summary>Where a pool's jobs go: to the coordinator in this process, or, inside a job, through the worker's link to it.</summary>
internal interface IPoolBackend
{
    /// <summary>How many workers the pool has.</summary>
    int Workers { get; }

    /// <summary>What the pool's options say of calls.</summary>
    CallRules Rules { get; }

    /// <summary>The options of a job that names none.</summary>
    JobOptions DefaultJobOptions { get; }

    FunctionRegistry Functions { get; }

    /// <summary>The bounded queue's permits; null when the queue is not bounded.</summary>
    Admission? Admission { get; }

    /// <summary>Why no further jobs are accepted; null while they are.</summary>
    Exception? Closed { get; }

    /// <summary>Whether it makes no difference on which thread a job is submitted; else it is to be one with the context of the code that
    /// wants it.</summary>
    bool TakesFromAnyThread { get; }

    void Submit(Job job);

    void Cancel(Job job);

    void CallbackFailed(Exception error);
}

using Troupe.Links.Jobs;

namespace Troupe.SharedState.Arrays;

/// <summary>
/// A job's hold of a segment. It forgets the segment at the job's end: timers and tasks that the job has left behind keep
/// the job's scope, and must not keep what it was given.
/// </summary>
internal sealed class JobHold
{
    private readonly JobScope _job;
    private Segment? _segment;

    private JobHold(JobScope job, Segment segment) => (_job, _segment) = (job, segment);

    /// <summary>Holds the segment until the end of the job that runs here, if there is one.</summary>
    public static void Take(Segment segment)
    {
        if (JobScope.Current is not { } job || !segment.TryHoldFor(job))
            return;
        var hold = new JobHold(job, segment);
        if (!job.TryAtEnd(hold.Release))
            hold.Release();
    }

    private void Release() => Interlocked.Exchange(ref _segment, null)?.UnholdFor(_job);
}

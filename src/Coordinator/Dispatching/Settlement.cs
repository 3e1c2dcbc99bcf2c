using Troupe.Jobs;
using Troupe.Sessions;

namespace Troupe.Dispatching;

/// <summary>The one place where a job that the pool has accepted gets its outcome. Each job passes here once.</summary>
/// <param name="effects">Where the outcome is noted, to be told after the step.</param>
/// <param name="nestedOver">Told of each job over that a job has submitted.</param>
internal sealed class Settlement(Effects effects, Action<NestedJob>? nestedOver = null)
{
    /// <summary>It is done.</summary>
    /// <param name="job">The job.</param>
    /// <param name="result">The encoded result.</param>
    /// <param name="owner">What the result lies in.</param>
    public void Succeed(Job job, ReadOnlyMemory<byte> result = default, WorkerReport? owner = null)
    {
        if (TryEnd(job))
            effects.Add(new Effect(EffectKind.Succeed, job, owner, result));
    }

    public void Fail(Job job, Exception error) => Fail(job, JobFault.Of(error));

    public void Fail(Job job, in JobFault fault)
    {
        if (TryEnd(job))
            effects.Add(new Effect(EffectKind.Fail, job, fault));
    }

    public void Cancel(Job job)
    {
        if (TryEnd(job))
            effects.Add(new Effect(EffectKind.Cancel, job));
    }

    private bool TryEnd(Job job)
    {
        if (job.Over)
            return false;
        job.Over = true;
        if (job is NestedJob nested)
            nestedOver?.Invoke(nested);
        return true;
    }
}

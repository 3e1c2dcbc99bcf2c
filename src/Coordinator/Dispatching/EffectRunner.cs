using Troupe.Jobs;
using Troupe.Sessions;

namespace Troupe.Dispatching;

/// <summary>Does what a step has decided, in order.</summary>
internal sealed class EffectRunner(Effects effects)
{
    private readonly Deliveries _deliveries = new(effects);
    private readonly List<IWorkerSession> _unflushed = [];

    /// <summary>Runs all effects, and forgets them. When one throws, that one is forgotten, and the others are there for the next
    /// call.</summary>
    /// <param name="report">What they were decided on, when that was a report.</param>
    /// <returns>The worker to which jobs are still to be written, by <see cref="IWorkerSession.Flush"/>; null for none. It can be done
    /// without the loop.</returns>
    public IWorkerSession? Run(WorkerReport? report = null)
    {
        if (report is not null)
            _deliveries.Begin(report);
        try
        {
            while (effects.MoveNext())
                Run(effects.Current);
        }
        finally
        {
            _deliveries.End();
        }
        return FlushAllButOne();
    }

    private IWorkerSession? FlushAllButOne()
    {
        if (_unflushed.Count == 0)
            return null;
        var last = _unflushed[^1];
        try
        {
            for (var index = 0; index < _unflushed.Count - 1; index++)
                _unflushed[index].Flush();
        }
        finally
        {
            _unflushed.Clear();
        }
        return last;
    }

    /// <summary>Results that were left to others are with their jobs.</summary>
    public void OnAllDelivered() => _deliveries.Answer();

    private void Run(in Effect effect)
    {
        switch (effect.Kind)
        {
            case EffectKind.Assign: Assign(effect.Job!, ((WorkerSlot)effect.Detail!).Session!); break;
            case EffectKind.Do: ((Action)effect.Detail!)(); break;
            case EffectKind.DoAfterAll: _deliveries.AfterAll((Action)effect.Detail!); break;
            default: _deliveries.Deliver(effect); break;
        }
    }

    private void Assign(Job job, IWorkerSession session)
    {
        job.QueuePermit?.Leave(job);
        session.Assign(new Assignment(job.Id, job.Function.Number, job.Function.Definition, job.Arguments)
        {
            Attempt = job.Attempt,
            Flags = job.Flags,
            Skip = job.Skip,
            Count = job.Count,
            Timeout = job.Options.Timeout,
        });
        if (_unflushed.Count == 0 || (_unflushed[^1] != session && !_unflushed.Contains(session)))
            _unflushed.Add(session);
    }
}

using Troupe.Jobs;
using Troupe.Sessions;

namespace Troupe.Dispatching;

/// <summary>
/// Gives jobs what was decided of them. A link's reader that has run the loop itself decodes its results when it has left the loop, so that
/// those of several workers are decoded side by side. Results of a reader that found the loop busy are decoded in the loop. Owned by the
/// loop.
/// </summary>
internal sealed class Deliveries(Effects effects)
{
    private readonly List<Action> _waiting = [];
    private WorkerReport? _report;
    private ReportWork? _work;
    private int _undone;
    private volatile bool _awaited;

    /// <summary>What follows was decided on this report.</summary>
    public void Begin(WorkerReport report)
    {
        if (!report.IsAwaited)
            return;
        _report = report;
        _work = (ReportWork)(report.Work ??= new ReportWork(this));
        _work.Begin();
    }

    /// <summary>Delivers one effect, now or in its turn.</summary>
    public void Deliver(in Effect effect)
    {
        var job = effect.Job!;
        if (job.Deferred is ReportWork apart && TryAdd(apart, effect))
            return;
        job.Deferred = null;
        if (_work is null || effect.Kind is not (EffectKind.Succeed or EffectKind.Items))
        {
            Do(effect);
            return;
        }
        _work.Add(effect);
        // Nothing follows on a call's result; of a chunk there is more to come.
        if (job.Count > 0)
            job.Deferred = _work;
    }

    /// <summary>All that was decided on the report is told.</summary>
    public void End()
    {
        if (_work is not { } work)
            return;
        var report = _report!;
        (_work, _report) = (null, null);
        Interlocked.Increment(ref _undone);
        if (!work.IsEmpty && report.TryLeave())
            return;
        work.RunHere();
        Interlocked.Decrement(ref _undone);
    }

    /// <summary>Does something when all results so far are with their jobs.</summary>
    public void AfterAll(Action what)
    {
        _waiting.Add(what);
        _awaited = true;
        Answer();
    }

    /// <summary>Does what waits for that, if it is so.</summary>
    public void Answer()
    {
        // The exchange is the memory barrier between the note of a waiting thread and the check for what is undone.
        if (Interlocked.CompareExchange(ref _undone, 0, 0) > 0)
            return;
        _awaited = false;
        foreach (var what in _waiting)
            what();
        _waiting.Clear();
    }

    /// <summary>A thread has done what was left to it.</summary>
    public void OnDone()
    {
        if (Interlocked.Decrement(ref _undone) == 0 && _awaited)
            effects.Told?.Invoke(new AllDelivered());
    }

    /// <summary>Outside of what is decided and done step by step: a bug is reported, and the others are still done.</summary>
    public void RunDeferred(in Effect effect)
    {
        try
        {
            Do(effect);
        }
        catch (Exception error)
        {
            effects.Told?.Invoke(new PartBroke(error));
        }
    }

    private static void Do(in Effect effect)
    {
        var job = effect.Job!;
        try
        {
            switch (effect.Kind)
            {
                case EffectKind.Succeed: job.Succeed(effect.Bytes.Span); break;
                case EffectKind.Fail: job.Fail((JobFault)effect.Detail!); break;
                case EffectKind.Cancel: job.Cancel(); break;
                case EffectKind.ReleaseArguments: job.ReleaseArguments(); break;
                case EffectKind.Items: job.OnItems(effect.First, effect.Count, effect.Bytes.Span); break;
                case EffectKind.ItemFault: job.OnItemFault(effect.First, (JobFault)effect.Detail!); break;
                case EffectKind.ItemsLost: job.OnItemsLost(effect.First, effect.Count, (JobFault)effect.Detail!); break;
                default: job.OnProgress(effect.Bytes.Span); break;
            }
        }
        catch (Exception error)
        {
            // Its outcome was decided, and is not told a second time: so it is this one.
            if (effect.Kind is EffectKind.Succeed or EffectKind.Fail or EffectKind.Cancel && !job.Settled)
                job.Fail(JobFault.Of(error));
            throw;
        }
    }

    private bool TryAdd(ReportWork apart, in Effect effect)
    {
        if (apart != _work)
            return apart.TryAddLate(effect);
        apart.Add(effect);
        return true;
    }
}

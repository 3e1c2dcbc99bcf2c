using Troupe.Sessions;
using Troupe.Timing;

namespace Troupe.Dispatching;

/// <summary>
/// Results that came with one report, left to the thread that has brought them: it decodes them when it comes back from the loop, while others are at
/// work there. What is decided meanwhile of the same jobs is done behind them. Used again with its report.
/// </summary>
internal sealed class ReportWork(Deliveries deliveries) : ApartWork
{
    private readonly List<Effect> _all = [];
    private readonly Lock _gate = new();
    private readonly Queue<Effect> _late = new();
    private bool _over = true;

    public bool IsEmpty => _all.Count == 0;

    /// <summary>Nothing is left yet. By the loop, as all but <see cref="Run"/>.</summary>
    public void Begin() => _over = false;

    /// <summary>Leaves something, before any of it is done.</summary>
    public void Add(in Effect effect) => _all.Add(effect);

    /// <summary>Leaves something that was decided later.</summary>
    /// <returns>False when all is done.</returns>
    public bool TryAddLate(in Effect effect)
    {
        var owner = effect.Detail as WorkerReport;
        owner?.Share();
        lock (_gate)
        {
            if (!_over)
            {
                _late.Enqueue(effect);
                return true;
            }
        }
        owner?.Dispose();
        return false;
    }

    public override void Run()
    {
        DoAll();
        while (TryTakeLate(out var effect))
        {
            deliveries.DoApart(effect);
            (effect.Detail as WorkerReport)?.Dispose();
        }
        deliveries.OnDone();
    }

    /// <summary>Does it here and now: nobody comes back for it.</summary>
    public void RunHere()
    {
        DoAll();
        _over = true;
    }

    private void DoAll()
    {
        foreach (var effect in _all)
            deliveries.DoApart(effect);
        _all.Clear(); // It is kept for long, and must keep no job.
    }

    private bool TryTakeLate(out Effect effect)
    {
        lock (_gate)
        {
            _over = !_late.TryDequeue(out effect);
            return !_over;
        }
    }
}

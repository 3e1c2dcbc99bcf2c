using Troupe.Platform.Timing;
using Troupe.Sessions;

namespace Troupe.Dispatching;

/// <summary>
/// Results that came with one report, left to the thread that has brought them: it decodes them when it comes back from the loop, while
/// others are at work there. What is decided meanwhile of the same jobs is done behind them. Used again with its report.
/// </summary>
internal sealed class ReportWork(Deliveries deliveries) : DeferredWork
{
    private readonly ReusableList<Effect> _all = new();
    private readonly Lock _gate = new();
    private Queue<Effect>? _late;
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
                (_late ??= new()).Enqueue(effect);
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
            deliveries.RunDeferred(effect);
            (effect.Detail as WorkerReport)?.Dispose();
        }
        deliveries.OnDone();
    }

    /// <summary>Does it here and now: no thread comes back for it.</summary>
    public void RunHere()
    {
        DoAll();
        _over = true;
    }

    private void DoAll()
    {
        for (var index = 0; index < _all.Count; index++)
            deliveries.RunDeferred(_all[index]);
        _all.Clear(); // It is kept for long, and must keep no job.
    }

    private bool TryTakeLate(out Effect effect)
    {
        lock (_gate)
        {
            effect = default;
            _over = _late is null || !_late.TryDequeue(out effect);
            return !_over;
        }
    }
}

using System.Collections.Concurrent;
using Troupe.Jobs;
using Troupe.Logging;
using Troupe.Platform.Timing;
using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Dispatching;

/// <summary>
/// Where everything that happens to a pool is put in order: one step of the dispatcher after the other, and after each step its effects.
/// The thread that finds the loop idle empties the queue, so no thread waits for another; one that has emptied much leaves the rest to a
/// control thread, since it may be a caller's. Safe for any thread.
/// </summary>
internal sealed class DispatchLoop : ISessionEvents, IDisposable
{
    /// <summary>What one thread does at most before another goes on.</summary>
    private const int MostAtOnce = 1024;

    private readonly PoolSetup _setup;
    private readonly Effects _effects = new();
    private readonly EffectRunner _runner;
    private readonly IDispatcher _dispatcher;
    private readonly ConcurrentQueue<object> _happened = new();
    private readonly TimerSet _timers;
    private readonly HashSet<WorkerId> _open = [];
    private readonly TaskCompletionSource _closed = ControlTasks.NewSource();
    private bool _closing;
    private int _busy;

    /// <param name="setup">The pool's.</param>
    /// <param name="dispatcher">Makes the dispatcher, which notes its effects in what it is given.</param>
    /// <param name="actorsNeeded">See <see cref="StartingControl"/>.</param>
    public DispatchLoop(PoolSetup setup, Func<Effects, IDispatcher> dispatcher, Action? actorsNeeded = null)
    {
        _setup = setup;
        _runner = new EffectRunner(_effects);
        _timers = new TimerSet(ControlClock.For(setup.Options.TimeProvider));
        _effects.Open = Open;
        _effects.Told = Tell;
        _effects.Control = new StartingControl(setup.Options.SpareWorkers, Tell, actorsNeeded);
        _effects.After = (time, what) => _timers.After(time, () => Tell(what));
        _dispatcher = dispatcher(_effects);
    }

    /// <summary>Tells the dispatcher that something has happened. The caller's thread may do what follows from it.</summary>
    /// <param name="happened">See <see cref="IDispatcher.Step"/>.</param>
    public void Tell(object happened)
    {
        if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            _happened.Enqueue(happened);
            Run();
            return;
        }
        // The usual case: the loop is idle, and nothing waits.
        IWorkerSession? unflushed = null;
        if (_happened.IsEmpty)
            unflushed = Take(happened);
        else
            _happened.Enqueue(happened);
        if (TryDrainAndLeave(unflushed, MostAtOnce - 1))
            Run();
    }

    public void Add(SessionEvent happened) => _happened.Enqueue(happened);

    public void Run()
    {
        while (!_happened.IsEmpty && Interlocked.CompareExchange(ref _busy, 1, 0) == 0)
        {
            if (!TryDrainAndLeave(null, MostAtOnce))
                return;
        }
    }

    /// <summary>Gives everything an outcome that has none yet, and waits until what workers held is released. What happens later is
    /// refused.</summary>
    /// <param name="reason">What jobs are told that are left.</param>
    /// <param name="bound">How long to wait for a process that the system does not end.</param>
    public async Task CloseAsync(Exception reason, TimeSpan bound)
    {
        Tell(new LastWord(reason));
        try
        {
            await _closed.Task.WaitAsync(bound, ControlClock.Instance).OnControlThread();
        }
        catch (TimeoutException error)
        {
            Log.PartFailed(_setup.Log, error);
        }
        Dispose();
    }

    /// <summary>Nothing falls due any longer.</summary>
    public void Dispose() => _timers.Dispose();

    private sealed record LastWord(Exception Reason);

    private void Open(WorkerSlot slot)
    {
        _open.Add(slot.Id);
        // The thread may be a caller's: what it carries along is not to be kept for as long as the worker lives.
        var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        slot.Session = _setup.OpenSession(_setup, slot.Id, this);
        flow?.Dispose();
    }

    private void OnLastWord(Exception reason)
    {
        _closing = true;
        _dispatcher.Abandon(reason);
        if (_open.Count == 0)
            _closed.TrySetResult();
    }

    private void OnClosed(WorkerId worker)
    {
        _open.Remove(worker);
        if (_closing && _open.Count == 0)
            _closed.TrySetResult();
    }

    /// <param name="unflushed">The worker to which jobs are still to be written. A large one is best written when others have the
    /// loop.</param>
    /// <param name="left">What this thread may still do.</param>
    /// <returns>False when another thread goes on.</returns>
    private bool TryDrainAndLeave(IWorkerSession? unflushed, int left)
    {
        while (left-- > 0 && _happened.TryDequeue(out var happened))
        {
            Flush(unflushed);
            unflushed = Take(happened);
        }
        Interlocked.Exchange(ref _busy, 0);
        Flush(unflushed);
        return left >= 0 || !TryLeaveRest();
    }

    private void Flush(IWorkerSession? unflushed)
    {
        try
        {
            unflushed?.Flush();
        }
        catch (Exception error)
        {
            _happened.Enqueue(new PartBroke(error)); // A bug, and this may be a caller's thread: the loop ends the pool for it.
        }
    }

    private bool TryLeaveRest()
    {
        try
        {
            ControlThreads.Post(Run);
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false; // There is no other thread to be had.
        }
    }

    /// <returns>The worker to which jobs are still to be written; null for none.</returns>
    private IWorkerSession? Take(object happened)
    {
        IWorkerSession? unflushed = null;
        var report = happened as WorkerReport;
        try
        {
            Step(happened);
            unflushed = _runner.Run(report);
        }
        catch (Exception error)
        {
            Fail(error, happened as Job);
        }
        report?.Dispose();
        if (happened is WorkerClosed closed)
            OnClosed(closed.Worker);
        return unflushed;
    }

    private void Step(object happened)
    {
        switch (happened)
        {
            case LastWord last: OnLastWord(last.Reason); break;
            case PartBroke broke: throw broke.Error;
            case AllDelivered: _runner.OnAllDelivered(); break;
            default: _dispatcher.Step(happened); break;
        }
    }

    /// <summary>A bug: its state cannot be trusted any longer, and no caller must be left waiting for it.</summary>
    private void Fail(Exception error, Job? atHand)
    {
        _setup.Failure.Note(error);
        Log.PartFailed(_setup.Log, error);
        var reason = ClosedBy(error);
        RunRest(); // What was decided before the failure holds.
        try
        {
            _dispatcher.Abandon(reason);
            if (atHand is not null)
                _dispatcher.Step(atHand); // It may be in no list yet.
        }
        catch (Exception second)
        {
            Log.PartFailed(_setup.Log, second);
        }
        RunRest();
        if (atHand is { Settled: false })
            atHand.Fail(JobFault.Of(reason));
    }

    /// <summary>One failing action does not prevent the others.</summary>
    private void RunRest()
    {
        while (true)
        {
            try
            {
                _runner.Run()?.Flush();
                return;
            }
            catch (Exception error)
            {
                Log.PartFailed(_setup.Log, error);
            }
        }
    }

    /// <summary>What jobs are told when the dispatcher has failed.</summary>
    private static PoolClosedException ClosedBy(Exception error) =>
        new(
            $"The pool's dispatcher has failed with {error.GetType().Name}; see the inner exception and the log. Start another pool.",
            error);
}

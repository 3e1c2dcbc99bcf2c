using Troupe.Jobs;
using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Dispatching;

/// <summary>
/// The heart of a pool. Owns every accepted job from its submission to its one outcome: the queue, which workers are free, which has which
/// jobs. All decisions about jobs are made in its steps, and nowhere else; what becomes of the workers it asks the pool's control.
/// <code>
///  RunAsync ─▶ DispatchLoop ─▶ Step(job) ──────────────▶ effect Assign ─▶ WorkerSession ─▶ link ═▶ worker process
///     ▲                        Step(WorkerReport) ◀────────────────────── WorkerSession ◀─ link ═◀
///     └───────── outcome ◀──── effect Succeed, Fail or Cancel
/// </code>
/// </summary>
internal sealed class Dispatcher : IDispatcher
{
    private readonly DispatcherState _state;
    private readonly JobFlow _jobs;
    private readonly SlotFlow _slots;
    private readonly StartFlow _starts;
    private readonly EndFlow _ends;
    private readonly LossFlow _losses;
    private readonly ReportFlow _reports;
    private readonly HostedInstanceFlow? _hosted;

    public Dispatcher(PoolSetup setup, PoolView view, Effects effects)
    {
        _state = new DispatcherState(setup, view, effects);
        _jobs = new JobFlow(_state, new Settlement(effects, _state.OnNestedOver));
        _slots = new SlotFlow(_state, _jobs);
        _starts = new StartFlow(_state, _jobs, _slots);
        _ends = new EndFlow(_state, _jobs, _slots, _starts);
        _losses = new LossFlow(_state, _jobs);
        _reports = new ReportFlow(_state, _jobs, new NestedFlow(_state, _jobs));
        _hosted = setup.HostedInstance is { } hosted ? new HostedInstanceFlow(_state, _jobs, _slots, hosted) : null;
    }

    public void Step(object happened)
    {
        switch (happened)
        {
            case Job job: _jobs.Submit(job); break;
            case WorkerReport report: OnReport(report); break;
            case SessionEvent told: OnSession(told); break;
            case PoolMessage message: OnMessage(message); break;
            case ControlCommand command: OnCommand(command); break;
            default: throw new ArgumentException($"The dispatcher does not know {happened.GetType()}.", nameof(happened));
        }
        if (_state.TakeNestedOver())
        {
            _slots.ShrinkLater();
            _jobs.Dispatch();
        }
        _slots.AskForStandIns();
        _ends.Answer();
    }

    public void Abandon(Exception reason)
    {
        _ends.Abandon(reason);
        _ends.Answer();
    }

    private void OnCommand(ControlCommand command)
    {
        _slots.OnCommand(command);
        _jobs.Dispatch();
    }

    private void OnReport(WorkerReport report)
    {
        if (_state.Slots.Find(report.Worker) is not { } slot)
            return;
        _reports.Take(slot, report);
        _slots.EndIfRetired(slot);
        _slots.ShrinkLater();
        _jobs.Dispatch();
    }

    private void OnSession(SessionEvent told)
    {
        if (_state.Slots.Find(told.Worker) is not { } slot)
            return;
        switch (told)
        {
            case WorkerReady ready: _starts.OnReady(slot, ready.Pid); break;
            case WorkerOverSoftLimit: _slots.OnOverSoftLimit(slot); return;
            case WorkerUnreachable: slot.OnEnding(); return;
            case WorkerClosed: return;
            case WorkerEnded ended: OnEnded(slot, ended); break;
        }
        _jobs.Dispatch();
    }

    private void OnEnded(WorkerSlot slot, WorkerEnded ended)
    {
        if (slot.State == WorkerState.Down)
            return;
        EndLog.Tell(_state.Effects, _state.Setup, slot, ended);
        _losses.TakeBack(slot, ended);
        if (_hosted is not null && ended.StartError is null && !_state.Ends)
            _hosted.FailPendingCalls(slot, ended);
        else
            _starts.OnEnded(slot, ended);
        _slots.ShrinkLater();
    }

    private void OnMessage(PoolMessage message)
    {
        switch (message)
        {
            case OpenPool: _slots.Ask(SurplusSlots.Stay); break;
            case CancelJob cancel:
                _jobs.Cancel(cancel.Job);
                _jobs.Dispatch(); // It may have stood before one that a busy worker has room for.
                break;
            case QueueTimeUp timeUp:
                _jobs.OnQueueTimeUp(timeUp.Job);
                _jobs.Dispatch();
                break;
            case Requeue requeue: _jobs.OnRequeue(requeue.Job); break;
            case InstanceLossJudged judged: _hosted!.OnJudged(judged); break;
            case ErrorMade made: _jobs.OnErrorMade(made); break;
            case PauseOver over: _slots.OnPauseOver(over); break;
            case ShrinkPlaces: _slots.OnShrinkPlaces(); break;
            case WhenStarted started: _starts.OnWhenStarted(started.Started); break;
            case WhenDrained drained: _ends.OnWhenDrained(drained.Drained); break;
            case EndPool end: _ends.OnEndPool(end); break;
            case CountUnfinished count: Count(count.Counted); break;
            case Resize resize:
                _slots.OnResize(resize);
                _jobs.Dispatch(); // Spare workers may be as busy as the others now.
                break;
        }
    }

    private void Count(TaskCompletionSource<Unfinished> counted)
    {
        var left = _state.Unfinished;
        _state.Effects.Do(() => counted.TrySetResult(left));
    }
}

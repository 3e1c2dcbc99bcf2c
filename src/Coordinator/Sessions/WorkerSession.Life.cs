using Troupe.Messages.Frames;
using Troupe.Processes;

namespace Troupe.Sessions;

/// <summary>From the first look at its health to the end of its process: where it stands is one phase, and each has its bound.</summary>
internal sealed partial class WorkerSession
{
    internal static readonly TimeSpan HealthPeriod = TimeSpan.FromMilliseconds(200);

    private ProcessExit? _exit;
    private WorkerLife _life;
    private ITimer? _phaseBound;
    private HealthWatch _health;
    private AnswerWatch _answers;
    private long _memory;
    private long _peakMemory;
    private string? _killReason;
    private WorkerLostReason _lossReason;
    private string? _linkEnd;
    private bool _planned;

    /// <summary>The one way from phase to phase: each has its bound, and the last is judged.</summary>
    private void Move(WorkerEvent happened)
    {
        var before = _life.Phase;
        _life = _life.On(happened);
        if (_life.Phase == before)
            return;
        if (WorkerLife.BoundBegins(_life.Phase) is var begins && begins != WorkerLife.BoundBegins(before))
        {
            _phaseBound?.Dispose();
            if (WorkerLife.BoundOf(begins, _setup.Options.StartTimeout) is { } bound)
                _phaseBound = _timers.After(bound.Bounded(), () => RunSerialized(() => OnPhaseOver(begins)));
        }
        if (_life.IsOver)
            End();
    }

    private void OnPhaseOver(WorkerPhase begins)
    {
        if (WorkerLife.BoundBegins(_life.Phase) != begins)
            return; // Its word crossed the next event.
        switch (begins)
        {
            case WorkerPhase.Starting:
                _startError ??= new TimeoutException(_process is null
                    ? $"The system did not start the worker's process within {_setup.Options.StartTimeout}; see what holds it up, or "
                        + "raise ProcessPoolOptions.StartTimeout."
                    : $"The worker did not report ready within {_setup.Options.StartTimeout}; raise ProcessPoolOptions.StartTimeout if "
                        + "its initializer needs longer.");
                KillFor("it did not report ready in time");
                break;
            case WorkerPhase.Ending:
                _planned = false;
                KillFor(
                    $"it was to end and had not within {WorkerLife.EndTime.TotalSeconds:0} s: code that runs at its exit may hold it up");
                break;
            case WorkerPhase.Unlinked:
                KillFor($"its link ended and it did not: {_linkEnd}", WorkerLostReason.LinkLost);
                break;
            default:
                // A process that is not there yet, one that cannot be killed, or a link that outlives its process: not waited for.
                _exit ??= _process is null ? ProcessExit.NotStarted : ProcessExit.GivenUp;
                _link?.Close("the worker's process has ended");
                _outputLost = true;
                Move(WorkerEvent.GivenUp);
                break;
        }
    }

    private void OnHealthCheck()
    {
        if (_record is null)
            return;
        Later(HealthPeriod, OnHealthCheck);
        NoteMemory();
        _health = _health.Check(_record.Heartbeat);
        CheckAnswers(alive: _health.Unchanged == 0);
        if (_health.Dead)
        {
            KillFor(
                $"it gave no sign of life for {HealthWatch.DeadAfter} looks, one each {HealthPeriod.TotalMilliseconds:0} ms",
                WorkerLostReason.Frozen);
        }

        if (_setup.Options.HardMemoryLimit is { } hard && _record.Memory > hard)
            KillFor($"it held {_record.Memory >> 20} MiB of memory, more than the limit of {hard >> 20} MiB", WorkerLostReason.MemoryLimit);
        if (_setup.Options.SoftMemoryLimit is { } soft && _record.Memory > soft)
            Tell(new WorkerOverSoftLimit(_id));
    }

    /// <summary>Snapshots are taken on other threads, which must not look into a page that may be unmapped.</summary>
    private void NoteMemory()
    {
        Volatile.Write(ref _memory, _record?.Memory ?? 0);
        Volatile.Write(ref _peakMemory, _record?.PeakMemory ?? 0);
    }

    /// <summary>An outcome that does not come, or a job that is not begun, though the worker lives: it is killed, and its page tells what
    /// ran.</summary>
    private void CheckAnswers(bool alive)
    {
        if (_record is null || _link is null || _readerBusy)
            return;
        var page = FlightPage.Of(_record);
        _answers = _answers.Check(new AnswerWatch.Sample(page, _link.Delivered, _link.Pending), page.IsAnswerDue(_jobs), alive);
        if (_answers.Broken)
        {
            KillFor("it lives and no longer answers: its link to the pool is broken, as when code that runs there closes or replaces "
                + "its descriptor", WorkerLostReason.LinkLost);
        }
    }

    private void OnShutDown()
    {
        _planned = true;
        if (_link is null || !_life.WasReady)
        {
            KillFor("it had not started when it was to end");
            return;
        }
        _link.Append(FrameKind.Shutdown, 0, []);
        WriteNow();
        Move(WorkerEvent.EndBegun);
    }

    private void KillFor(string why, WorkerLostReason reason = WorkerLostReason.Killed)
    {
        if (_life.IsOver)
            return;
        if (_killReason is null)
            (_killReason, _lossReason) = (why, reason);
        _process?.Kill();
        Move(WorkerEvent.Kill);
        if (_launch is null)
            Move(WorkerEvent.ProcessGone); // Still in line for its start: there is nothing to wait for.
    }

    private void OnLinkDown(string reason, bool violated)
    {
        _outputLost |= violated;
        _linkEnd = reason;
        if (_exit is null)
            Tell(new WorkerUnreachable(_id));
        Move(WorkerEvent.LinkDown);
        if (violated)
            KillFor($"it broke the protocol: {reason}", WorkerLostReason.ProtocolViolation);
    }

    /// <summary>The system has told of the end of the process.</summary>
    internal void OnExit(ProcessExit exit) => RunSerialized(() => OnProcessGone(exit));

    private void OnProcessGone(ProcessExit exit)
    {
        _exit = exit;
        // On a busy machine a process may take long from the end of its link to its own: the kill for that came too late, and is no cause.
        if (_lossReason == WorkerLostReason.LinkLost && exit is { IsKnown: true, IsOfKill: false })
            _killReason = null;
        ReturnStartPermit();
        _process?.Kill(); // What it started and left behind goes with it.
        Move(WorkerEvent.ProcessGone);
    }
}

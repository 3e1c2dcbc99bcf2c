using Troupe.Actors;
using Troupe.Jobs;
using Troupe.Messages.Frames;
using Troupe.Processes;
using Troupe.Remoting.Flight;
using Troupe.Remoting.Links;

namespace Troupe.Coordination;

/// <summary>From the start of the process to the judgement after its end.</summary>
internal sealed partial class WorkerProxyActor
{
    internal static readonly TimeSpan HealthPeriod = TimeSpan.FromMilliseconds(200);

    private WorkerMeeting? _meeting;
    private FlightRecord? _record;
    private LastJobView? _lastJob;
    private WorkerLaunch? _launch;
    private WorkerProcess? _process;
    private ProcessExit? _exit;
    private WorkerLife _life;
    private ActorTimer? _phaseBound;
    private HealthWatch _health;
    private AnswerWatch _answers;
    private long _memory;
    private long _peakMemory;
    private Exception? _startError;
    private bool _startThrew;
    private string? _killedBecause;
    private WorkerLostReason _killedFor;
    private string? _linkEnd;
    private bool _terminated;
    private bool _startPermit;
    private bool _planned;

    private void OnLinkUp(Link link)
    {
        _link = link;
        Move(WorkerEvent.LinkUp);
        ReturnStartPermit();
    }

    private void OnReady()
    {
        if (_life.WasReady)
            throw new ProtocolViolationException("it said twice that it is ready");
        Move(WorkerEvent.Ready);
        DeleteFlightFile();
        Context.ScheduleTellRepeatedly(HealthPeriod, HealthPeriod, new LookAtHealth());
        NoteMemory();
        ShowHostedActor();
        Coordinator.Tell(new WorkerReady(id, _process?.Pid ?? 0, () => (Volatile.Read(ref _memory), Volatile.Read(ref _peakMemory))));
    }

    /// <summary>Snapshots are taken on other threads, which must not look into a page that may be unmapped.</summary>
    private void NoteMemory()
    {
        Volatile.Write(ref _memory, _record?.Memory ?? 0);
        Volatile.Write(ref _peakMemory, _record?.PeakMemory ?? 0);
    }

    private void OnStartFailed(ReadOnlySpan<byte> message)
    {
        (_startError, _startThrew) = (ReadFault(message).ToException(), true);
        Move(WorkerEvent.EndBegun);
    }

    private void OnLookAtHealth()
    {
        if (_life.IsOver || _record is null)
            return;
        NoteMemory();
        _health = _health.Look(_record.Heartbeat);
        LookForAnswers(alive: _health.Unchanged == 0);
        if (_health.Dead)
            Kill($"it gave no sign of life for {HealthWatch.DeadAfter} looks, one each {HealthPeriod.TotalMilliseconds:0} ms", WorkerLostReason.Frozen);
        if (setup.Options.HardMemoryLimit is { } hard && _record.Memory > hard)
            Kill($"it held {_record.Memory >> 20} MiB of memory, more than the limit of {hard >> 20} MiB", WorkerLostReason.MemoryLimit);
        if (setup.Options.SoftMemoryLimit is { } soft && _record.Memory > soft)
            Coordinator.Tell(new WorkerOverSoftLimit(id));
    }

    /// <summary>An outcome that does not come, or a job that is not begun, though the worker lives: it is killed, and its page tells what ran.</summary>
    private void LookForAnswers(bool alive)
    {
        if (_record is null || _link is null)
            return;
        var page = Page.Of(_record);
        _answers = _answers.Look(new AnswerWatch.Sight(page, _link.Delivered, _link.Pending), page.IsAnswerDue(_jobs.Values), alive);
        if (_answers.Broken)
            Kill("it lives and no longer answers: its link to the pool is broken, as when code that runs there closes or replaces its descriptor", WorkerLostReason.LinkLost);
    }

    private void OnShutDown()
    {
        _planned = true;
        if (_link is null || !_life.WasReady)
        {
            Kill("it had not started when it was to end");
            return;
        }
        _link.Append(FrameKind.Shutdown, 0, []);
        WriteNow();
        Move(WorkerEvent.EndBegun);
    }

    private void OnKill(KillWorker kill)
    {
        _planned = kill.Planned;
        Kill(kill.Why);
    }

    /// <summary>The wish may be here before the word that the process runs.</summary>
    private void OnTerminate()
    {
        _terminated = true;
        _process?.Terminate();
    }

    private void Kill(string why, WorkerLostReason reason = WorkerLostReason.Killed)
    {
        if (_killedBecause is null)
            (_killedBecause, _killedFor) = (why, reason);
        _process?.Kill();
        Move(WorkerEvent.Kill);
        if (_launch is null)
            Move(WorkerEvent.ProcessGone); // Still in line for its start: there is nothing to wait for.
    }

    private void OnWaitOver(WaitOver wait)
    {
        if (!_jobs.TryGetValue(wait.Job, out var job))
            return;
        if (wait.Wait == ProxyWait.Grace)
            OnGraceOver(job);
        else
            OnAnswerOverdue(job);
    }

    /// <summary>The one way from phase to phase: each has its bound, and the last is judged.</summary>
    private void Move(WorkerEvent happened)
    {
        var before = _life.Phase;
        _life = _life.On(happened);
        if (_life.Phase == before)
            return;
        if (WorkerLife.BoundBegins(_life.Phase) is var begins && begins != WorkerLife.BoundBegins(before))
        {
            _phaseBound?.Cancel();
            if (WorkerLife.BoundOf(begins, setup.Options.StartTimeout) is { } bound)
                _phaseBound = Context.ScheduleTell(bound.Bounded(), new PhaseOver(begins));
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
                    ? $"The system did not start the worker's process within {setup.Options.StartTimeout}; see what holds it up, or raise ProcessPoolOptions.StartTimeout."
                    : $"The worker did not report ready within {setup.Options.StartTimeout}; raise ProcessPoolOptions.StartTimeout if its initializer needs longer.");
                Kill("it did not report ready in time");
                break;
            case WorkerPhase.Ending:
                _planned = false;
                Kill($"it was to end and had not within {WorkerLife.EndTime.TotalSeconds:0} s: code that runs at its exit may hold it up");
                break;
            case WorkerPhase.Unlinked:
                Kill($"its link ended and it did not: {_linkEnd}", WorkerLostReason.LinkLost);
                break;
            default:
                // A process that is not there yet, one that cannot be killed, or a link that outlives its process: not waited for.
                _exit ??= _process is null ? ProcessExit.NotStarted : ProcessExit.GivenUp;
                _link?.Close("the worker's process has ended");
                _unheard = true;
                Move(WorkerEvent.GivenUp);
                break;
        }
    }

    private void OnLinkDown(LinkDown down)
    {
        _unheard |= down.Violated;
        _linkEnd = down.Reason;
        if (_exit is null)
            Coordinator.Tell(new WorkerUnreachable(id));
        Move(WorkerEvent.LinkDown);
        if (down.Violated && !_life.IsOver)
            Kill($"it broke the protocol: {down.Reason}", WorkerLostReason.ProtocolViolation);
    }

    private void OnProcessGone(ProcessExit exit)
    {
        _exit = exit;
        ReturnStartPermit();
        _process?.Kill(); // What it started and left behind goes with it.
        Move(WorkerEvent.ProcessGone);
    }

    private void DeleteFlightFile()
    {
        if (_meeting is null)
            return;
        try
        {
            File.Delete(_meeting.FlightPath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The whole directory goes with the pool.
        }
    }

    /// <summary>None is left after a judgement. This is for an actor that failed, whose jobs nobody has cancelled, or that was given up at the pool's end.</summary>
    private void GiveUpJobs()
    {
        var failure = _failure.Error ?? setup.Failure.Error;
        foreach (var job in _jobs.Values)
        {
            if (failure is null || job.CancelRequested)
                job.Cancel();
            else
                job.Fail(JobFault.Of(FailureOf(job, failure)));
        }
        _jobs.Clear();
        if (!_life.IsOver && _failure.Error is { } error)
            Coordinator.Tell(new WorkerEnded(id, [], null, default, _life.WasReady ? null : error) { Taken = _taken });
        _life = _life with { Phase = WorkerPhase.Gone };
    }

    private WorkerLostException FailureOf(Job job, Exception failure) => new(
        $"Job {job.Id} ({job.Name}) was with worker {id} when what watches over the worker failed with {failure.GetType().Name}; the worker was killed. See the inner exception. The job may have run in part.",
        failure)
    {
        Pid = _process?.Pid ?? 0,
        Slot = id.Slot,
        Generation = id.Generation,
    };

    protected override async ValueTask PostStopAsync()
    {
        ReturnStartPermit();
        _process?.Kill();
        // Not before the process is gone: one that is killed as it knocks is no stranger, which whoever reads the log would look for.
        setup.Listener.Withdraw(id.Slot, id.Generation);
        TellGone($"worker {id} was given up");
        GiveUpJobs();
        DeleteFlightFile();
        _lastJob?.Close();
        _record?.Dispose();
        _parts.Dispose();
        if (_process is not null)
            await _process.DisposeAsync().ConfigureAwait(false);
        else if (_launch is not null)
            _ = _launch.EndAsync(); // It may still come, and nobody else knows of it.
    }
}

using Troupe.Messages.Frames;
using Troupe.Processes;

namespace Troupe.Sessions;

/// <summary>Where a session's worker stands: one phase, which has its bound, and the one way from phase to phase.</summary>
/// <param name="state">What the session has of its worker.</param>
/// <param name="gate">The session's lock, which is held.</param>
/// <param name="ended">Both process and link are gone.</param>
internal sealed class SessionLife(SessionState state, SessionGate gate, Action ended)
{
    private WorkerLife _life;
    private ITimer? _phaseBound;
    private WorkerLostReason _killedFor;
    private string? _linkEnd;

    /// <summary>Whether everything is known that there is to know.</summary>
    public bool IsOver => _life.IsOver;

    /// <summary>Whether it has said that it takes jobs.</summary>
    public bool WasReady => _life.WasReady;

    /// <summary>Whether its start has begun: until then it waits in line.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>How the process ended; null while that is not known.</summary>
    public ProcessExit? Exit { get; private set; }

    /// <summary>Why it was killed; null when it was not.</summary>
    public string? KillReason { get; private set; }

    /// <summary>What <see cref="KillReason"/> is for callers; null when it was not killed.</summary>
    public WorkerLostReason? KilledFor => KillReason is null ? null : _killedFor;

    /// <summary>Whether its end was ordered, and went as ordered.</summary>
    public bool IsPlanned { get; private set; }

    /// <summary>Takes the next step. Each phase has its bound, and after the last one the worker is judged.</summary>
    public void Move(WorkerEvent happened)
    {
        HasBegun |= happened == WorkerEvent.StartBegun;
        var before = _life.Phase;
        _life = _life.On(happened);
        if (_life.Phase == before)
            return;
        if (WorkerLife.BoundBegins(_life.Phase) is var begins && begins != WorkerLife.BoundBegins(before))
        {
            _phaseBound?.Dispose();
            if (WorkerLife.BoundOf(begins, state.Setup.Options.StartTimeout) is { } bound)
                _phaseBound = gate.RunLater(bound, () => OnPhaseOver(begins));
        }
        if (_life.IsOver)
            ended();
    }

    /// <summary>Kills the process, for the first reason that was given.</summary>
    public void Kill(string why, WorkerLostReason reason = WorkerLostReason.Killed)
    {
        if (_life.IsOver)
            return;
        if (KillReason is null)
            (KillReason, _killedFor) = (why, reason);
        state.Process?.Kill();
        Move(WorkerEvent.Kill);
        if (!HasBegun)
            Move(WorkerEvent.ProcessGone); // Still in line for its start: there is nothing to wait for.
    }

    /// <summary>The pool kills it.</summary>
    public void Kill(string why, bool planned)
    {
        IsPlanned = planned;
        Kill(why);
    }

    /// <summary>The pool asks it to end.</summary>
    public void ShutDown()
    {
        IsPlanned = true;
        if (state.Link is not { } link || !_life.WasReady)
        {
            Kill("it had not started when it was to end");
            return;
        }
        link.Append(FrameKind.Shutdown, 0, []);
        state.WriteNow();
        Move(WorkerEvent.EndBegun);
    }

    /// <summary>Nothing more comes from it.</summary>
    public void OnLinkDown(string reason, bool violated)
    {
        state.HasLostOutput |= violated;
        _linkEnd = reason;
        if (Exit is null)
            gate.Tell(new WorkerUnreachable(state.Id));
        Move(WorkerEvent.LinkDown);
        if (violated)
            Kill($"it broke the protocol: {reason}", WorkerLostReason.ProtocolViolation);
    }

    /// <summary>Its process has ended.</summary>
    public void OnProcessGone(ProcessExit exit)
    {
        Exit = exit;
        // On a busy machine a process may take long from the end of its link to its own: the kill for that came too late, and is no cause.
        if (_killedFor == WorkerLostReason.LinkLost && exit is { IsKnown: true, IsOfKill: false })
            KillReason = null;
        state.Process?.Kill(); // What it started and left behind goes with it.
        Move(WorkerEvent.ProcessGone);
    }

    /// <summary>The session has failed: whatever the worker does, nothing follows.</summary>
    public void GiveUp() => _life = _life with { Phase = WorkerPhase.Gone };

    private void OnPhaseOver(WorkerPhase begins)
    {
        if (WorkerLife.BoundBegins(_life.Phase) != begins)
            return; // Its word crossed the next event.
        switch (begins)
        {
            case WorkerPhase.Starting:
                state.StartError ??= new TimeoutException(state.Process is null
                    ? $"The system did not start the worker's process within {state.Setup.Options.StartTimeout}; see what holds it up, or "
                        + "raise ProcessPoolOptions.StartTimeout."
                    : $"The worker did not report ready within {state.Setup.Options.StartTimeout}; raise ProcessPoolOptions.StartTimeout "
                        + "if its initializer needs longer.");
                Kill("it did not report ready in time");
                break;
            case WorkerPhase.Ending:
                IsPlanned = false;
                Kill($"it was to end and had not within {WorkerLife.EndTime.TotalSeconds:0} s: code that runs at its exit may hold it up");
                break;
            case WorkerPhase.Unlinked:
                Kill($"its link ended and it did not: {_linkEnd}", WorkerLostReason.LinkLost);
                break;
            default:
                // A process that is not there yet, one that cannot be killed, or a link that outlives its process: not waited for.
                Exit ??= state.Process is null ? ProcessExit.NotStarted : ProcessExit.GivenUp;
                state.Link?.Close("the worker's process has ended");
                state.HasLostOutput = true;
                Move(WorkerEvent.GivenUp);
                break;
        }
    }
}

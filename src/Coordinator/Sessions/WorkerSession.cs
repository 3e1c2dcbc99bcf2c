using System.Diagnostics.CodeAnalysis;
using Troupe.Links;
using Troupe.Logging;
using Troupe.Messages.Frames;
using Troupe.Platform.Texts;
using Troupe.Platform.Timing;

namespace Troupe.Sessions;

/// <summary>
/// One incarnation of a worker on this machine. Owns its process, its link, its flight record, its deadlines and limits, and judges what
/// its jobs did when it is gone. It knows jobs by their ids. What happens is worked on one thing at a time, under a lock that is held for
/// moments: by the reader of the link for what the worker says, by control threads for time and the end of the process. Assigned jobs come
/// in without it (<see cref="AssignmentBuffer"/>). Events are noted under the lock and worked on without it, and so is what may take
/// longer: lines of the log, and what the worker says to shared objects.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Finish gives all of it back, when the worker is gone.")]
internal sealed partial class WorkerSession : IWorkerSession
{
    private readonly Lock _gate = new();
    private readonly PoolSetup _setup;
    private readonly WorkerId _id;
    private readonly ISessionEvents _events;
    private readonly TimerSet _timers;
    private readonly NumberedRing<SessionJob> _jobs = new();
    private readonly AssignmentBuffer _assignments = new();
    private readonly Queue<Action> _afterwards = new();
    private volatile Link? _link;
    private volatile bool _over;

    private WorkerSession(PoolSetup setup, WorkerId id, ISessionEvents events)
    {
        (_setup, _id, _events) = (setup, id, events);
        _timers = new TimerSet(ControlClock.For(setup.Options.TimeProvider));
        _parts = new PartAssembly(setup.Options.MaxMessageBytes);
    }

    /// <summary>Opens the session: the process is started when its turn has come.</summary>
    public static WorkerSession Open(PoolSetup setup, WorkerId id, ISessionEvents events)
    {
        var session = new WorkerSession(setup, id, events);
        setup.Starts.Enter(session.OnPermitted);
        return session;
    }

    public (long Now, long Peak) Memory => (Volatile.Read(ref _memory), Volatile.Read(ref _peakMemory));

    public void Assign(in Assignment assignment)
    {
        if (_over)
            return;
        _assignments.Add(assignment, _link);
        if (assignment.Timeout is { } limit && IsFirstDeadline(limit))
            WatchSerialized(limit);
    }

    private void WatchSerialized(TimeSpan limit) => RunSerialized(() => WatchDeadline(limit));

    public void Flush()
    {
        if (_link is { } link && _assignments.IsDue(link))
            link.Flush();
    }

    private void WriteNow()
    {
        _assignments.TakeUnwritten();
        _link?.Flush();
    }

    public void Cancel(ulong job) => RunSerialized(() => OnCancel(job));

    public void Answer(in NestedAnswer answer)
    {
        Link? link;
        lock (_gate)
        {
            if (answer.Last)
                _submissions.Remove(answer.Submission);
            link = _life.IsOver ? null : _link;
            link?.Append(answer.Kind, answer.Submission, answer.Payload);
        }
        link?.Flush();
    }

    public void ShutDown() => RunSerialized(OnShutDown);

    public void Kill(string why, bool planned) => RunSerialized(() =>
    {
        _planned = planned;
        KillFor(why);
    });

    public void Terminate() => RunSerialized(() =>
    {
        // The wish may be here before the word that the process runs.
        _terminated = true;
        _process?.Terminate();
    });

    /// <summary>One thing after the other. What follows for others is worked on after it, without the lock.</summary>
    private void RunSerialized(Action what)
    {
        if (_gate.IsHeldByCurrentThread)
        {
            Guard(what);
            return;
        }
        lock (_gate)
            Guard(what);
        Leave();
    }

    private void Guard(Action what)
    {
        if (_life.IsOver)
            return;
        _assignments.MoveTo(_jobs);
        try
        {
            what();
        }
        catch (ProtocolViolationException error)
        {
            OnViolation(error.Message);
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    private void OnViolation(string what)
    {
        _outputLost = true; // What came behind it in the same batch is dropped.
        KillFor($"it broke the protocol: {PrintableText.Escape(what)}", WorkerLostReason.ProtocolViolation);
    }

    private void Tell(SessionEvent happened) => _events.Add(happened);

    /// <summary>For what must not be held up by, or hold up, whoever else wants the lock.</summary>
    private void Afterwards(Action what) => _afterwards.Enqueue(what);

    private void Leave()
    {
        // What this thread has left there it sees without the lock.
        while (_afterwards.Count > 0 && TakeAfterwards() is { } what)
        {
            try
            {
                what();
            }
            catch (Exception error)
            {
                // What follows is others' affair, and they wait for it.
                Log.PartFailed(_setup.Log, error);
            }
        }
        _events.Run();
    }

    private Action? TakeAfterwards()
    {
        lock (_gate)
            return _afterwards.TryDequeue(out var what) ? what : null;
    }

    private void Later(TimeSpan time, Action what) => _ = _timers.After(time.Bounded(), () => RunSerialized(what));

    /// <summary>The turn of a job that the worker has; 0 when it has none with this id.</summary>
    private long NumberOf(ulong job)
    {
        for (var number = _jobs.First; number <= _jobs.Last; number++)
        {
            if (_jobs.Has(number) && _jobs[number].Id == job)
                return number;
        }
        return 0;
    }
}

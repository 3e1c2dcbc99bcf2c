using System.Diagnostics.CodeAnalysis;
using Troupe.Links;
using Troupe.Logging;
using Troupe.Messages.Frames;
using Troupe.Platform.Texts;
using Troupe.Platform.Timing;
using Troupe.Processes;

namespace Troupe.Sessions;

/// <summary>
/// One incarnation of a worker on this machine. Owns its process, its link, its flight record, its deadlines and limits, and judges what
/// its jobs did when it is gone. It knows jobs by their ids. What happens is worked on one thing at a time, under a lock that is held for
/// moments (<see cref="SessionGate"/>): by the reader of the link for what the worker says, by control threads for time and the end of the
/// process. Assigned jobs come in without it (<see cref="AssignmentBuffer"/>).
/// <code>
///  SessionStart ─▶ SessionReader ─┬─▶ JobReports       outcomes of its jobs
///   process, link    frames       └─▶ WorkerRequests   nested jobs, log, shared objects, actors
///  SessionHealth, JobLimits ─▶ JobStops                checks it from time to time; ends one job
///  SessionLife                                         the phase that it is in
///  SessionVerdict                                      when it is gone
/// </code>
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Finish gives all of it back, when the worker is gone.")]
internal sealed class WorkerSession : IWorkerSession
{
    private readonly SessionState _state;
    private readonly SessionGate _gate;
    private readonly SessionLife _life;
    private readonly SessionStart _start;
    private readonly SessionHealth _health;
    private readonly JobLimits _limits;
    private readonly JobReports _reports;
    private readonly WorkerRequests _requests;
    private readonly SessionReader _reader;
    private readonly Action<Exception> _onError;
    private volatile bool _isOver;

    private WorkerSession(PoolSetup setup, WorkerId id, ISessionEvents events)
    {
        _onError = OnError;
        _state = new SessionState(setup, id);
        _gate = new SessionGate(setup, events, Guard);
        _life = new SessionLife(_state, _gate, End);
        _start = new SessionStart(_state, _gate, _life, Read);
        _health = new SessionHealth(_state, _gate, _life);
        _limits = new JobLimits(_state, _gate, _life);
        _reports = new JobReports(_state, _limits.Stops);
        _requests = new WorkerRequests(_state, _gate);
        _reader = new SessionReader(_state, _gate, _life, _reports, _requests, OnReady, _start.OnFailed);
    }

    /// <summary>Opens the session: the process is started when it has a start permit.</summary>
    public static WorkerSession Open(PoolSetup setup, WorkerId id, ISessionEvents events)
    {
        var session = new WorkerSession(setup, id, events);
        setup.Starts.Enter(session.OnPermitted);
        return session;
    }

    public (long Now, long Peak) Memory => _health.Memory;

    public void Assign(in Assignment assignment)
    {
        if (_isOver)
            return;
        _state.Assignments.Add(assignment, _state.Link);
        if (assignment.Timeout is { } limit && _limits.IsFirst(limit))
            Watch(limit);
    }

    public void Flush()
    {
        if (_state.Link is { } link && _state.Assignments.IsDue(link))
            link.Flush();
    }

    public void Cancel(ulong job) => _gate.Run(() => _limits.Stops.Cancel(job));

    public void Answer(in NestedAnswer answer)
    {
        Link? link;
        lock (_gate.Lock)
        {
            link = _life.IsOver ? null : _state.Link;
            _requests.Answer(answer, link);
        }
        link?.Flush();
    }

    public void ShutDown() => _gate.Run(_life.ShutDown);

    public void Kill(string why, bool planned) => _gate.Run(() => _life.Kill(why, planned));

    public void Terminate() => _gate.Run(_start.Terminate);

    /// <summary>The worker has joined.</summary>
    internal void OnLink(Link link) => _gate.Run(() =>
    {
        _state.Link = link;
        _life.Move(WorkerEvent.LinkUp);
        _start.ReturnPermit();
        _requests.ConnectActor(link);
    });

    /// <summary>Nothing more comes from the worker.</summary>
    internal void OnLinkEnd(string reason, bool violated) => _gate.Run(() => _life.OnLinkDown(reason, violated));

    /// <summary>The system has told of the end of the process.</summary>
    internal void OnExit(ProcessExit exit) => _gate.Run(() => _start.OnProcessGone(exit));

    /// <summary>What came in together.</summary>
    /// <param name="batch">The frames; disposed of when all is done with them.</param>
    internal void OnFrames(FrameBatch batch)
    {
        bool writes;
        WorkerReport? told;
        _state.IsReading = true;
        lock (_gate.Lock)
        {
            _state.Assignments.MoveTo(_state.Jobs);
            _reports.Completed = 0;
            told = _reader.Take(batch, _onError);
            writes = _state.Assignments.OnCompleted(_reports.Completed);
        }
        if (writes)
            _state.Link?.Flush();
        _gate.Leave();
        told?.Attend();
        _state.IsReading = false;
    }

    // The lambda is in a method of its own: an assignment without a limit allocates nothing for it.
    private void Watch(TimeSpan limit) => _gate.Run(() => _limits.Watch(limit));

    /// <summary>The reader's thread: hands over what comes in and reports the end, after everything before it.</summary>
    private void Read(Link link)
    {
        OnLink(link);
        if (_state.Link != link)
            link.Close("the session has ended");
        string? violation = null;
        try
        {
            while (link.Receive() is { } batch)
                OnFrames(batch);
        }
        catch (ProtocolViolationException error)
        {
            violation = error.Message;
        }
        OnLinkEnd(violation ?? link.CloseReason ?? "it ended", violation is not null);
    }

    /// <summary>The permit to start may come when it is no longer wanted: then it goes to the next one.</summary>
    private void OnPermitted()
    {
        lock (_gate.Lock)
        {
            if (_life.IsOver)
                _gate.Afterwards(_state.Setup.Starts.Leave);
            else
                Guard(_start.Begin);
        }
        _gate.Leave();
    }

    private void OnReady()
    {
        if (_life.WasReady)
            throw new ProtocolViolationException("it said twice that it is ready");
        _life.Move(WorkerEvent.Ready);
        _start.DeletePageFile();
        _health.Begin();
        _requests.TellReady();
    }

    private void Guard(Action what)
    {
        if (_life.IsOver)
            return;
        _state.Assignments.MoveTo(_state.Jobs);
        try
        {
            what();
        }
        catch (Exception error)
        {
            OnError(error);
        }
    }

    private void OnError(Exception error)
    {
        if (error is not ProtocolViolationException)
        {
            Fail(error);
            return;
        }
        _state.HasLostOutput = true; // What came behind it in the same batch is dropped.
        _life.Kill($"it broke the protocol: {PrintableText.Escape(error.Message)}", WorkerLostReason.ProtocolViolation);
    }

    /// <summary>A bug: it is not known what the worker's jobs did, and the worker is killed.</summary>
    private void Fail(Exception error)
    {
        if (_isOver)
            return;
        _life.GiveUp();
        _state.Assignments.MoveTo(_state.Jobs);
        _reader.TellBegun();
        Finish(SessionVerdict.OfFailure(_state, _life, error), $"worker {_state.Id} was given up");
    }

    /// <summary>Process gone and link read to its end: only then is everything known that there is to know.</summary>
    private void End()
    {
        var exit = _life.Exit ?? ProcessExit.NotStarted;
        _state.Assignments.MoveTo(_state.Jobs);
        _reader.Recover();
        var verdict = SessionVerdict.Of(_state, _life, _start, _limits.Stops, _reports.LastFinished, exit);
        Finish(verdict, $"worker {_state.Id} (pid {_state.Process?.Pid}) {exit}");
    }

    /// <summary>Tells of the end, and gives back what it holds. Not before the process is gone is that all.</summary>
    /// <param name="ended">The last word on its jobs.</param>
    /// <param name="how">How it ended, for those who are told of its actor or wait for what it held.</param>
    private void Finish(WorkerEnded ended, string how)
    {
        _isOver = true;
        _requests.OnGone(how);
        // First what it held is taken from it: who learns that its job is lost finds no lock of it. All of that runs code of others.
        _gate.Afterwards(() =>
        {
            try
            {
                _requests.TellGone(how);
            }
            finally
            {
                _gate.Tell(ended);
                _ = CloseAsync();
            }
        });
        _gate.Dispose();
        _state.Process?.Kill();
        _state.Link?.Close("the session has ended");
        _start.Release();
        _reader.Dispose();
    }

    private async Task CloseAsync()
    {
        var (setup, id) = (_state.Setup, _state.Id);
        try
        {
            await _start.EndProcessAsync().OnControlThread();
        }
        catch (Exception error)
        {
            Log.PartFailed(setup.Log, error);
        }
        // Not before the process is gone: one that is killed while it connects is no stranger that a reader of the log should look for.
        setup.Listener.Withdraw(id.Slot, id.Generation);
        _gate.TellNow(new WorkerClosed(id));
    }
}

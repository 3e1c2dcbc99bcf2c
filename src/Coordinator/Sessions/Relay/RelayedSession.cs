using Troupe.Messages.Logs;
using Troupe.Messages.Payloads;
using Troupe.Processes;

namespace Troupe.Sessions.Relay;

/// <summary>
/// The session of a worker that is elsewhere, as the dispatcher has it: orders become messages, and messages become events. What the worker
/// does and did is decided where it is, by the same <see cref="WorkerSession"/> as here. Only when its link is given up is the end judged
/// from here.
/// </summary>
internal sealed class RelayedSession(PoolSetup setup, WorkerId id, ISessionEvents events) : RelayEnd, IWorkerSession
{
    private readonly RelayedJobs _jobs = new();
    private readonly HashSet<int> _defined = [];
    private long _memory;
    private long _peakMemory;
    private int _pid;
    private bool _wasReady;
    private bool _ended;
    private string? _killReason;
    private bool _planned;
    private bool _toEnd;

    /// <summary>Its end was judged from here, and the last event told; orders are still on their way.</summary>
    private bool _left;
    private bool _closed;

    public (long Now, long Peak) Memory => (Volatile.Read(ref _memory), Volatile.Read(ref _peakMemory));

    public void Assign(in Assignment assignment)
    {
        lock (Gate)
        {
            if (_ended)
                return;
            if (_defined.Add(assignment.Function))
            {
                OrderCodec.WriteDefinition(Begin(RelayKind.Define), assignment);
                Post();
            }
            OrderCodec.Write(Begin(RelayKind.Assign), assignment);
            _jobs.Add(assignment, Post());
        }
    }

    public void Flush()
    {
        // What a link gathers, it sends by itself; the other end flushes where it gives jobs to the worker.
    }

    public void Cancel(ulong job)
    {
        lock (Gate)
        {
            if (_ended)
                return;
            OrderCodec.WriteCancel(Begin(RelayKind.Cancel), job);
            Post();
        }
    }

    public void Answer(in NestedAnswer answer)
    {
        lock (Gate)
        {
            if (_ended)
                return;
            if (answer.Last)
                _jobs.OnAnswered(answer.Submission);
            OrderCodec.Write(Begin(RelayKind.Answer), answer);
            Post();
        }
    }

    public void ShutDown()
    {
        lock (Gate)
        {
            if (_ended)
                return;
            _planned = _toEnd = true;
            PostEmpty(RelayKind.ShutDown);
            LeaveIfCut();
        }
        events.Run();
    }

    public void Kill(string why, bool planned)
    {
        lock (Gate)
        {
            if (_ended)
                return;
            _planned = planned;
            _killReason ??= why;
            OrderCodec.WriteKill(Begin(RelayKind.Kill), why, planned);
            Post();
            LeaveIfCut();
        }
        events.Run();
    }

    public void Terminate()
    {
        lock (Gate)
            PostEmpty(RelayKind.Terminate);
    }

    /// <summary>No link will follow: the worker counts as lost, with all jobs that it may have had.</summary>
    public void GiveUp() => End(WorkerLostReason.LinkLost);

    protected override bool IsTakenLater(RelayKind kind) => kind == RelayKind.Report;

    protected override void OnMessage(RelayKind kind, long number, ReadOnlyMemory<byte> body)
    {
        if (kind == RelayKind.LogLine)
        {
            OnLogLine(body.Span);
            return;
        }
        var happened = EventCodec.Read(kind, body, id, _ => Release(number));
        lock (Gate)
        {
            if (!IsOver && !_left)
            {
                Check(happened);
                events.Add(happened);
                return;
            }
        }
        (happened as WorkerReport)?.Dispose();
    }

    protected override void OnCut() => LeaveIfCut();

    protected override void AfterTurn() => events.Run();

    protected override void OnMemory(long now, long peak)
    {
        Volatile.Write(ref _memory, now);
        Volatile.Write(ref _peakMemory, peak);
    }

    protected override void OnViolation(PayloadFormatException error)
    {
        lock (Gate)
            _killReason ??= $"the other end of its link broke the protocol: {error.Message}";
        End(WorkerLostReason.ProtocolViolation);
    }

    private void Check(SessionEvent happened)
    {
        if (_closed || _ended != happened is WorkerClosed || (happened is WorkerReady && _wasReady))
            throw new PayloadFormatException($"{happened.GetType().Name} has come twice, or on the wrong side of the worker's end.");
        switch (happened)
        {
            case WorkerReport report: _jobs.Take(report); break;
            case WorkerReady ready: (_wasReady, _pid) = (true, ready.Pid); break;
            case WorkerEnded ended:
                _jobs.Check(ended);
                _ended = true;
                break;
            case WorkerClosed: _closed = true; break;
        }
    }

    private void OnLogLine(ReadOnlySpan<byte> body)
    {
        var reader = new PayloadReader(body);
        var job = reader.ReadVarUInt64();
        JobLog.Write(setup.Log, JobLogEntry.Read(reader.Rest), setup.NameOf(id), job);
    }

    private void PostEmpty(RelayKind kind)
    {
        if (_ended)
            return;
        Begin(kind);
        Post();
    }

    private void End(WorkerLostReason reason)
    {
        lock (Gate)
        {
            if (IsOver)
                return;
            JudgeAndClose(reason);
            End();
        }
        events.Run();
    }

    /// <summary>A worker that was told to end is not waited for while it cannot be reached; the order waits for a link.</summary>
    private void LeaveIfCut()
    {
        if (IsOver || _ended || IsLinked || (_killReason is null && !(_toEnd && _jobs.Count == 0)))
            return;
        _left = true;
        JudgeAndClose(WorkerLostReason.Killed);
    }

    private void JudgeAndClose(WorkerLostReason reason)
    {
        if (!_ended)
            events.Add(Judge(reason));
        if (!_closed)
            events.Add(new WorkerClosed(id));
        _ended = _closed = true;
    }

    private WorkerEnded Judge(WorkerLostReason reason)
    {
        var loss = new WorkerLoss(id, _pid, ProcessExit.OutOfReach, reason) { PeakMemory = _peakMemory };
        var (jobsReceived, doubtful) = _jobs.Judge(Handed);
        return new WorkerEnded(id, loss)
        {
            JobsReceived = jobsReceived,
            InDoubt = doubtful,
            StartError = _wasReady ? null : loss.ToException($"Worker {setup.NameOf(id)} {loss.Exit}.", mayHaveRun: false),
            KillReason = _killReason,
            Expected = _planned,
        };
    }
}

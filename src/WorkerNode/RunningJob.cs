using Troupe.Links.Flight;
using Troupe.Links.Jobs;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Messages.Logs;

namespace Troupe.WorkerNode;

/// <summary>The job that runs: its token, made when code asks for it, and its way back to the coordinator.</summary>
internal sealed class RunningJob(
    ulong id,
    int dispatchNumber,
    RunHead head,
    JobRunner runner,
    FlightRecord record,
    FlightOutbox outbox) : JobScope
{
    private const long ReportGap = 10;

    // One for all: few jobs, mostly one, run at a time, and a lock of its own would be a third of what a job allocates.
    private readonly Lock _gate = runner.JobGate;
    private CancellationTokenSource? _cancellation;
    private byte[]? _heldReport;
    private List<Action>? _atEnd;
    private long _lastReport = -ReportGap;
    private bool _cancelled;
    private bool _ended;

    public override ulong JobId => id;

    /// <summary>How one item is ended; null but for a chunk with a time limit for its items.</summary>
    public ItemEnd? ItemEnd { get; } =
        (head.Flags & (RunFlags.Timed | RunFlags.Chunk)) == (RunFlags.Timed | RunFlags.Chunk) ? new ItemEnd() : null;

    /// <summary>Which of the jobs that this process was sent it is, counted from 1.</summary>
    public int DispatchNumber => dispatchNumber;

    public override int Attempt => head.Attempt;

    /// <summary>How the job is to be run.</summary>
    public RunHead Head => head;

    public override int Slot => runner.Start.Slot;

    public override int Generation => runner.Start.Generation;

    public override int PoolSize => runner.Settings.PoolSize;

    public override ReadOnlyMemory<byte> PoolRetry => runner.Settings.Retry;

    public override bool FlowsCulture => runner.Settings.FlowCulture;

    public override string? ProcessName => runner.Settings.ProcessName;

    public override int ParentPid => runner.Start.ParentPid;

    /// <summary>Whether the job was asked to stop.</summary>
    public bool CancelRequested => Volatile.Read(ref _cancelled);

    /// <summary>Whether it has come to its end: its outcome is there, or is about to be.</summary>
    public bool Ended
    {
        get
        {
            lock (_gate)
                return _ended;
        }
    }

    public override CancellationToken CancellationToken
    {
        get
        {
            lock (_gate)
            {
                if (_cancellation is null)
                {
                    _cancellation = new CancellationTokenSource();
                    if (_cancelled)
                        _cancellation.Cancel();
                    if (!_ended)
                        record.TokenSeen = true;
                }
                return _cancellation.Token;
            }
        }
    }

    /// <summary>Makes this the job that the calling thread, and all it starts, belongs to.</summary>
    public void Enter() => Current = this;

    /// <summary>Fires the token; never on the calling thread, since its callbacks are user code.</summary>
    /// <returns>False when no code has asked for the token: the job cannot notice.</returns>
    public bool TryCancel()
    {
        lock (_gate)
        {
            _cancelled = true;
            if (_cancellation is { } cancellation && !_ended)
                _ = cancellation.CancelAsync();
            return _cancellation is not null || _ended;
        }
    }

    /// <summary>Sends what was held back, and nothing after it: nothing of a job comes after its outcome.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_heldReport is { } held)
                outbox.Append(FrameKind.Progress, id, [], held);
            _heldReport = null;
            _ended = true;
        }
        // No list where there is none: it would be one more allocation for every job.
        if (_atEnd is null)
            return;
        foreach (var action in _atEnd)
            action();
    }

    public override bool TryAtEnd(Action action)
    {
        lock (_gate)
        {
            if (!_ended)
                (_atEnd ??= []).Add(action);
            return !_ended;
        }
    }

    /// <summary>At most one report in 10 ms is sent, the newest of them, and the last one always.</summary>
    public override void Report(ReadOnlySpan<byte> report)
    {
        lock (_gate)
        {
            if (_ended)
                return;
            var now = Environment.TickCount64;
            if (now - _lastReport < ReportGap)
            {
                _heldReport = report.ToArray();
                return;
            }
            _lastReport = now;
            _heldReport = null;
            outbox.Append(FrameKind.Progress, id, [], report);
        }
        outbox.Flush();
    }

    public override void Log(JobLogEntry entry)
    {
        outbox.Append(FrameKind.Log, id, [], entry.Encode(runner.Settings.MaxMessageBytes));
        outbox.Flush();
    }

    public override bool IsLogged(int level) => (uint)level < JobLogEntry.NoLevel && ((runner.Settings.LogLevels >> level) & 1) != 0;

    public override ulong Submit(ReadOnlySpan<byte> submission, INestedReceiver receiver) => runner.Nested.Submit(id, submission, receiver);

    public override void CancelSubmission(ulong submission) => runner.Nested.Cancel(submission);
}

using Troupe.Links;
using Troupe.Links.Flight;
using Troupe.Links.Shared;
using Troupe.Messages.Frames;
using Troupe.Messages.Handshakes;

namespace Troupe.WorkerNode;

/// <summary>
/// The worker's hot path. Two threads share two roles, leader and follower:
/// <code>
///   leader:    read a batch of frames ─▶ run its jobs right here, one after another ─▶ write all results together
///   follower:  asleep; while jobs come it looks once a millisecond whether the same job still runs.
///              Then it takes the lead: what is left of the batch is returned, and it reads on,
///              so that a cancel, and the answers to a job's own submissions, get through.
/// </code>
/// A short job is thus answered by the thread that read it, without a hand-over, and a long one never makes the worker deaf.
/// The thread that ran the long job becomes the follower when it is done.
/// </summary>
internal sealed partial class JobRunner
{
    private const int ChecksUntilSleep = 50;
    private const int StackSize = 8 * 1024 * 1024;
    private const int RememberedCancels = 4096;

    private readonly Lock _gate = new();
    private readonly Link _link;
    private readonly FlightOutbox _outbox;
    private readonly FunctionTable _functions;
    private readonly JobExecution _execution;
    private readonly ParentWatchdog _watchdog;
    private readonly WorkerParentSpace _parent;
    private readonly ParentActors _actors;
    private readonly FlightRecord _record;
    private readonly ManualResetEventSlim _follow = new(false, spinCount: 0);
    private readonly ManualResetEventSlim _hurry = new(false, spinCount: 0);

    // All below are guarded by the gate.
    private PartAssembly _parts;
    private PartAssembly? _spareParts;
    private FrameBatch? _batch;
    private Thread? _leader;
    private RunningJob? _running;
    private Thread? _runner;
    private long _begun;
    private int _dispatchNumber;
    private ulong _lastSeen;
    private bool _followerAwake;
    private bool _leadWanted;
    private bool _shutdown;
    private bool _ending;
    private HashSet<ulong>? _cancelledAhead;

    public JobRunner(
        Link link,
        FlightRecord record,
        FlightOutbox outbox,
        FunctionTable functions,
        StartRecord start,
        WorkerSettings settings,
        ParentWatchdog watchdog)
    {
        (_link, _record, _outbox, _functions, _watchdog, Start, Settings) = (link, record, outbox, functions, watchdog, start, settings);
        _parts = new PartAssembly(settings.MaxMessageBytes);
        _execution = new JobExecution(this, record, outbox);
        Nested = new NestedSubmissions(outbox, TakeLeadNow);
        _parent = new WorkerParentSpace(outbox, settings, TakeLeadNow);
        _actors = new ParentActors(outbox, settings, functions, watchdog);
        ParentSpace.Current = _parent;
    }

    public StartRecord Start { get; }

    public WorkerSettings Settings { get; }

    public NestedSubmissions Nested { get; }

    /// <summary>Guards what a running job shares with the threads it started and with its cancel.</summary>
    public Lock JobGate { get; } = new();

    /// <summary>Serves until the process ends: normally when the coordinator asks for it, else by the watchdog.</summary>
    public int Serve()
    {
        _leader = Thread.CurrentThread;
        NewRunner(2).UnsafeStart();
        RunLoop();
        return 0;
    }

    private Thread NewRunner(int number) => new(RunLoop, StackSize) { IsBackground = true, Name = $"troupe runner {number}" };

    private void RunLoop()
    {
        while (true)
        {
            if (_leader == Thread.CurrentThread)
                Lead();
            else
                Follow();
        }
    }

    private void Lead()
    {
        while (Receive() is { } batch)
        {
            using (batch)
            {
                lock (_gate)
                    _batch = batch;
                while (TryTake(out var header, out var payload))
                    Handle(header, payload);
            }
            _outbox.Flush();
            EndIfAsked();
            lock (_gate)
            {
                if (_leader != Thread.CurrentThread)
                    return;
            }
        }
        _watchdog.Terminate();
    }

    /// <summary>Ends the process normally once nothing runs; threads that user code left behind do not keep it.</summary>
    private void EndIfAsked()
    {
        lock (_gate)
        {
            // Both threads may come here: the one that read the request, and the one whose job was just done.
            if (!_shutdown || _running is not null || _ending)
                return;
            _ending = true;
        }
        if (Settings.InstanceFactory is not null)
            HostedEnd.Dispose();
        _actors.End();
        _watchdog.Disarm();
        Environment.Exit(0);
    }

    private FrameBatch? Receive()
    {
        try
        {
            return _link.Receive();
        }
        catch (ProtocolViolationException error)
        {
            Console.Error.WriteLine($"The worker ends: {error.Message}.");
            return null;
        }
    }

    /// <summary>The next frame of the batch, unless the follower has taken the lead and with it the rest of the batch.</summary>
    private bool TryTake(out FrameHeader header, out ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            header = default;
            payload = default;
            return _leader == Thread.CurrentThread && _batch is not null && _batch.TryNext(out header, out payload);
        }
    }

    private void Handle(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!_parts.TryComplete(header, payload, out var message))
            return;
        if (header.Kind != FrameKind.Run)
        {
            Control(header, message);
            return;
        }
        // A message that came in parts keeps its assembly while it runs: the next one is put together elsewhere.
        if (message.Length <= payload.Length)
        {
            Run(header.Id, message);
            return;
        }
        var own = _parts;
        _parts = _spareParts ?? new PartAssembly(Settings.MaxMessageBytes);
        _spareParts = null;
        Run(header.Id, message);
        lock (_gate)
        {
            // Its buffer has the size that such messages need: the next but one grows none.
            if (_spareParts is null)
                _spareParts = own;
            else
                own.Dispose();
        }
    }

    private void Run(ulong id, ReadOnlySpan<byte> message)
    {
        RunningJob job;
        lock (_gate)
        {
            _lastSeen = Math.Max(_lastSeen, id);
            _dispatchNumber++;
            if (_running is not null)
            {
                _outbox.Append(FrameKind.Returned, id, [], []);
                return;
            }
            if (_cancelledAhead?.Remove(id) == true)
            {
                _outbox.Append(FrameKind.Dropped, id, [], []);
                return;
            }
            _running = job = _execution.Admit(id, _dispatchNumber, message);
            _runner = Thread.CurrentThread;
            _begun++;
            if (!_followerAwake)
            {
                _followerAwake = true;
                _follow.Set();
            }
        }
        var error = _execution.Execute(job, message, _functions);
        if (Settings.ProcessName is not null)
            EndWith(job, error);
        lock (_gate)
        {
            _running = null;
            _leadWanted = false;
            if (_leader == Thread.CurrentThread)
                return;
        }
        // Another thread leads: this one goes on to follow, and no other writes this result.
        _outbox.Flush();
        EndIfAsked();
    }
}

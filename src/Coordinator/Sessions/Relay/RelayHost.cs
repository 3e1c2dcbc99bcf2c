using System.Collections.Concurrent;
using Troupe.Messages.Logs;

namespace Troupe.Sessions.Relay;

/// <summary>
/// The other end of a <see cref="RelayedSession"/>, where the worker is: owns the worker's session, gives it the orders as they come, and
/// tells what happens. While there is no link the worker goes on, and what happens waits.
/// </summary>
internal sealed class RelayHost : RelayEnd, ISessionEvents
{
    private readonly ConcurrentQueue<SessionEvent> _happened = new();
    private readonly IWorkerSession _session;
    private readonly OrderReader _orders;
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (long Now, long Peak) _told;
    private bool _closed;
    private bool _misled;

    /// <summary>Opens the worker's session.</summary>
    /// <param name="setup">What it is opened with; lines of the worker's jobs go to the other end in any case.</param>
    /// <param name="id">Which worker it is.</param>
    /// <param name="open">Opens it, see <see cref="PoolSetup.OpenSession"/>.</param>
    public RelayHost(PoolSetup setup, WorkerId id, SessionOpener open)
    {
        _session = open(setup with { LogLine = OnLogLine }, id, this);
        _orders = new OrderReader(_session);
    }

    /// <summary>Completes when the session is over and the other end has taken all that there was to say, or is given up.</summary>
    public Task Completed => _completed.Task;

    public void Add(SessionEvent happened) => _happened.Enqueue(happened);

    public void Run()
    {
        lock (Gate)
            TellAll();
    }

    /// <summary>Tells what the worker holds, if that has changed. Called from time to time by the owner of the link.</summary>
    public void TellMemory()
    {
        lock (Gate)
        {
            var memory = _session.Memory;
            if (IsOver || memory == _told)
                return;
            var message = Begin(RelayKind.Memory);
            message.WriteVarUInt64((ulong)memory.Now);
            message.WriteVarUInt64((ulong)memory.Peak);
            if (TrySend())
                _told = memory;
        }
    }

    /// <summary>The other end will not come back: the worker is killed, and nothing more is told.</summary>
    /// <param name="why">For the log: "it was killed because …".</param>
    public void GiveUp(string why)
    {
        lock (Gate)
        {
            if (IsOver)
                return;
            Over();
        }
        _session.Kill(why, planned: false);
    }

    protected override void OnMessage(RelayKind kind, long number, ReadOnlyMemory<byte> body)
    {
        if (!_misled)
            _orders.Take(kind, body);
    }

    protected override void OnMemory(long now, long peak) => throw new PayloadFormatException("A dispatcher has no memory to tell of.");

    /// <summary>The worker's jobs are no longer what the other end believes. Its end is still told.</summary>
    protected override void OnViolation(PayloadFormatException error)
    {
        _misled = true;
        _session.Kill($"the other end of its link broke the protocol: {error.Message}", planned: false);
    }

    protected override void OnTaken()
    {
        if (_closed && IsAllTaken)
            Over();
    }

    private void Over()
    {
        End();
        _completed.TrySetResult();
    }

    private void OnLogLine(WorkerId worker, ulong job, JobLogEntry entry)
    {
        lock (Gate)
        {
            TellAll();
            if (IsOver)
                return;
            var message = Begin(RelayKind.LogLine);
            message.WriteVarUInt64(job);
            message.WriteSpan(entry.Encode(long.MaxValue));
            Post();
        }
    }

    private void TellAll()
    {
        while (_happened.TryDequeue(out var happened))
        {
            if (!IsOver)
            {
                EventCodec.Write(Begin(EventCodec.KindOf(happened)), happened);
                Post();
                _closed |= happened is WorkerClosed;
            }
            (happened as WorkerReport)?.Dispose();
        }
    }
}

using System.Buffers;
using Troupe.Dispatching;
using Troupe.Jobs;
using Troupe.Links.Directories;
using Troupe.Links.Handshakes;
using Troupe.Messages.Frames;
using Troupe.Processes;
using Troupe.Sessions;
using Troupe.Tests.Clocks;

namespace Troupe.Tests.Sessions;

/// <summary>
/// The session of a worker, alone: its process never starts, or when the spec says so, its link leads nowhere, its clock is
/// moved by hand, and all of it runs on the spec's own thread.
/// </summary>
internal sealed class SessionStage : ISessionEvents, IDisposable
{
    private static readonly WorkerId s_worker = new(0, 1);

    private readonly PoolDirectory _directory = PoolDirectory.Create();
    private readonly WorkerListener _listener;
    private readonly PoolSetup _setup;
    private readonly List<SessionEvent> _told = [];

    /// <param name="options">The pool's; its clock is the one that is moved by hand.</param>
    /// <param name="process">A process that is being started, and with it no link yet; without one nobody's turn to start comes.</param>
    public SessionStage(ProcessPoolOptions options, Task<WorkerProcess>? process = null)
    {
        _listener = new WorkerListener(_directory.SocketPath, _ => { });
        _setup = new PoolSetup(
            options with { TimeProvider = Clock },
            new PoolHome(_directory, _listener, Log),
            _listener,
            new FunctionRegistry(),
            [],
            Log)
        {
            Starts = new StartPermits(process is null ? 0 : 1),
            First = process is null ? null : new WorkerLaunch(s_worker, process),
        };
        Session = (WorkerSession)WorkerSession.Open(_setup, s_worker, this);
        if (process is null)
            Session.OnLink(Link);
    }

    public ManualTimeProvider Clock { get; } = new();

    public NotedLink Link { get; } = new();

    public NotedLog Log { get; } = new();

    public WorkerSession Session { get; }

    public StartPermits Starts => _setup.Starts;

    /// <summary>What the dispatcher was told.</summary>
    public IReadOnlyList<SessionEvent> Told => _told;

    /// <summary>The path of the worker's shared page, while it has one.</summary>
    public string PagePath => _directory.PathOf($"flight-{s_worker}");

    public void Add(SessionEvent happened)
    {
        _told.Add(happened);
        if (happened is WorkerEnded ended)
            LogEnd(ended);
    }

    public void Run()
    {
        // Nobody works on it but the spec.
    }

    /// <summary>Gives the worker a call.</summary>
    public void Assign(ulong job = 1)
    {
        Session.Assign(new Assignment(job, 1, new byte[] { 1, 2, 3 }, new byte[4]) { Attempt = 1 });
        Session.Flush();
    }

    public static FrameBatch Frame(FrameKind kind, ReadOnlySpan<byte> payload = default) => Frames((kind, 0, payload.ToArray()));

    /// <summary>Frames that came in together.</summary>
    public static FrameBatch Frames(params (FrameKind Kind, ulong Id, byte[] Payload)[] frames)
    {
        var size = frames.Sum(frame => FrameHeader.Size + frame.Payload.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        var position = 0;
        foreach (var (kind, id, payload) in frames)
        {
            new FrameHeader(payload.Length, kind, FrameFlags.None, id).Write(buffer.AsSpan(position));
            payload.CopyTo(buffer.AsSpan(position + FrameHeader.Size));
            position += FrameHeader.Size + payload.Length;
        }
        return new FrameBatch(buffer, size, 0);
    }

    public void Dispose()
    {
        Session.Kill("the spec is over", planned: true);
        _listener.Dispose();
        Link.Dispose();
        _directory.Dispose();
    }

    /// <summary>As the dispatcher does.</summary>
    private void LogEnd(WorkerEnded ended)
    {
        var effects = new Effects();
        EndLog.Tell(effects, _setup, new WorkerSlot(s_worker.Slot, s_worker.Generation), ended);
        new EffectRunner(effects).Run()?.Flush();
    }
}

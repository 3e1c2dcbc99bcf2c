using Microsoft.Extensions.Logging;
using Troupe.Jobs;
using Troupe.Links.Handshakes;
using Troupe.Messages.Logs;

namespace Troupe.Sessions;

/// <summary>What the parts of one pool share and none of them changes.</summary>
internal sealed record PoolSetup(
    ProcessPoolOptions Options,
    PoolHome Home,
    WorkerListener Listener,
    FunctionRegistry Functions,
    byte[] Settings,
    ILogger Log)
{
    /// <summary>The child process that this is the machinery of; null for a pool.</summary>
    public ChildLife? Child { get; init; }

    /// <summary>The process that was started before the pool was set up, for its first worker; null when there is none.</summary>
    public WorkerLaunch? First { get; init; }

    /// <summary>What a worker is called in logs and errors.</summary>
    public string NameOf(WorkerId worker) => NameOf(worker, Child?.Name);

    /// <summary>What a worker of a pool that is not set up yet will be called.</summary>
    public static string NameOf(WorkerId worker, string? child) => child ?? worker.ToString();

    /// <summary>Where lost jobs are told of: the log, and without one the standard error.</summary>
    public ILogger LossLog { get; init; } = Log;

    /// <summary>Half the processors start workers; the other half is for the first of them, and for the caller's first jobs.</summary>
    public StartPermits Starts { get; init; } = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Opens the session of a worker: the seam to workers on other machines, and for specs without processes.</summary>
    public SessionOpener OpenSession { get; init; } = WorkerSession.Open;

    /// <summary>Takes what a worker's job has logged; null where it goes to the pool's own logger. May take its time.</summary>
    public Action<WorkerId, ulong, JobLogEntry>? LogLine { get; init; }

    /// <summary>Why the pool no longer accepts jobs.</summary>
    public PoolClosing Closing { get; } = new();

    /// <summary>What ended the dispatcher; empty while it works.</summary>
    public PoolFailure Failure { get; } = new();

    /// <summary>The object that the only worker of this pool hosts; null for an ordinary pool.</summary>
    public HostedInstanceSetup? HostedInstance { get; init; }
}

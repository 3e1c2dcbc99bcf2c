using Troupe.Coordination;
using Troupe.Jobs;
using Troupe.Platform.Timing;
using Troupe.Sessions;

namespace Troupe.Hosting;

/// <summary>A process that one hosted object has for itself: a pool of one worker.</summary>
internal sealed class OwnProcess(LocalBackend backend)
{
    /// <summary>Where the object's calls go.</summary>
    public IPoolBackend Calls => backend;

    /// <summary>The process; 0 while there is none.</summary>
    public int Pid => backend.ReadyPid;

    public static async Task<OwnProcess> StartAsync(
        ProcessPoolOptions options,
        HostedInstanceSetup hosted,
        CancellationToken cancellationToken)
    {
        options.Validate();
        var backend = LocalBackend.Open(options, hosted);
        try
        {
            await backend.StartedAsync(cancellationToken).OnControlThread();
            return new OwnProcess(backend);
        }
        catch
        {
            await backend.EndAsync(kill: true, "The start failed.").OnControlThread();
            throw;
        }
    }

    /// <summary>Completes when no call waits or runs.</summary>
    public Task DrainedAsync() => backend.DrainedAsync(CancellationToken.None);

    /// <summary>Accepts no further calls, lets those that were made end, for a bounded time, and ends the process. May be called
    /// again.</summary>
    public Task EndAsync() => backend.DisposeAsync().AsTask();

    /// <summary>Ends the process at once.</summary>
    public Task KillAsync() => backend.EndAsync(kill: true, "The pool was killed.");
}

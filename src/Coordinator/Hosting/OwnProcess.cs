using Troupe.Coordination;
using Troupe.Jobs;
using Troupe.Timing;

namespace Troupe.Hosting;

/// <summary>A process that one hosted object has for itself: a pool of one worker.</summary>
internal sealed class OwnProcess(LocalBackend backend) : IHostedPlace
{
    public IPoolBackend Calls => backend;

    public int Pid => backend.ReadyPid;

    public static async Task<OwnProcess> StartAsync(ProcessPoolOptions options, HostedSubject subject, CancellationToken cancellationToken)
    {
        options.Validate();
        var backend = LocalBackend.Open(options, subject);
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

    public Task EndAsync() => backend.DisposeAsync().AsTask();

    public Task KillAsync() => backend.EndAsync(kill: true, "The pool was killed.");
}

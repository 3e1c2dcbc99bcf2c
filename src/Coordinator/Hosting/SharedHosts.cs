using Troupe.Timing;

namespace Troupe.Hosting;

/// <summary>The processes of a pool that several hosted objects share, by name. Safe for any thread.</summary>
internal sealed class SharedHosts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SharedHost> _byName = [];

    /// <summary>Enters the process of this name, which is started when there is none.</summary>
    /// <returns>The process; whoever entered it leaves it.</returns>
    /// <exception cref="ArgumentException">The options contradict those it was started with.</exception>
    public async Task<SharedHost> EnterAsync(string name, HostedOptions options, ProcessPoolOptions pool, CancellationToken cancellationToken)
    {
        SharedHost? host;
        lock (_gate)
        {
            if (!_byName.TryGetValue(name, out host))
                _byName.Add(name, host = SharedHost.Open(name, options.ForOneProcess(pool)));
            else
                host.RefuseContradiction(options);
            host.Guests++;
        }
        try
        {
            await host.Started.WaitAsync(cancellationToken).OnControlThread();
            return host;
        }
        catch
        {
            await LeaveAsync(host, kill: true).OnControlThread();
            throw;
        }
    }

    /// <summary>The process ends with the last one that leaves it.</summary>
    public Task LeaveAsync(SharedHost host, bool kill)
    {
        lock (_gate)
        {
            if (--host.Guests > 0)
                return Task.CompletedTask;
            _byName.Remove(host.Name);
        }
        return host.Backend.EndAsync(kill, $"The shared process {host.Name} has ended with the last of its objects.");
    }
}

using Troupe.Sessions;

namespace Troupe.EndToEnd.Tests.Sessions;

/// <summary>The contract, kept by a session whose messages travel.</summary>
public abstract class RelayedContract : SessionContract
{
    private readonly Lock _gate = new();
    private readonly List<WirePump> _pumps = [];

    private protected virtual WireFate Fate { get; } = new();

    private protected override SessionOpener Sessions => (setup, worker, events) =>
    {
        var pump = new WirePump(setup, worker, events, Fate);
        lock (_gate)
            _pumps.Add(pump);
        return pump.Session;
    };

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var pump in _pumps)
            pump.Dispose();
    }
}

namespace Troupe.Hosting;

/// <summary>The hosted objects that end with a pool. Safe for any thread.</summary>
internal sealed class HostedObjects
{
    private readonly Lock _gate = new();
    private readonly HashSet<IHostedObject> _all = [];
    private bool _ended;

    /// <returns>False when the owner has ended.</returns>
    public bool TryAdd(IHostedObject hosted)
    {
        lock (_gate)
            return !_ended && _all.Add(hosted);
    }

    public void Remove(IHostedObject hosted)
    {
        lock (_gate)
            _all.Remove(hosted);
    }

    public Task EndAsync(bool kill)
    {
        List<IHostedObject> all;
        lock (_gate)
        {
            _ended = true;
            all = [.. _all];
        }
        return Task.WhenAll(all.Select(hosted => hosted.EndAsync(kill)));
    }
}

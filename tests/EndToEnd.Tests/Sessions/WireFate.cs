namespace Troupe.EndToEnd.Tests.Sessions;

/// <summary>What happens to the wires of a pool's workers. Safe for any thread.</summary>
internal sealed class WireFate
{
    private int _left = -1;
    private int _cuts;
    private volatile Action? _whenLost;

    /// <summary>How long each delivery takes; null for no time.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>How often a wire was cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Whether the wires are to be cut for good.</summary>
    public bool IsLost => _whenLost is not null;

    /// <summary>The n-th message from now on, in either direction, is lost with all that is on its way behind it.</summary>
    public void CutAt(int message) => Volatile.Write(ref _left, message);

    /// <summary>Forgets a cut that has not come.</summary>
    public void CutNoMore() => Volatile.Write(ref _left, -1);

    /// <summary>The wire of the next worker that has something to carry is cut, and never mended.</summary>
    /// <param name="then">Called between the cut and the giving up.</param>
    public void LoseNext(Action then) => _whenLost = then;

    /// <summary>Asked before each delivery.</summary>
    public bool CutsNow()
    {
        if (Volatile.Read(ref _left) < 0 || Interlocked.Decrement(ref _left) != 0)
            return false;
        Interlocked.Increment(ref _cuts);
        return true;
    }

    public void OnCut()
    {
        var then = Interlocked.Exchange(ref _whenLost, null);
        then?.Invoke();
    }
}

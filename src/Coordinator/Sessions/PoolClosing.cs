namespace Troupe.Sessions;

/// <summary>Why a pool no longer accepts jobs. Safe for any thread.</summary>
internal sealed class PoolClosing
{
    private PoolClosedException? _reason;

    /// <summary>Null while it takes them.</summary>
    public PoolClosedException? Reason => Volatile.Read(ref _reason);

    /// <summary>The first reason stays.</summary>
    public PoolClosedException Close(string reason)
    {
        var closed = new PoolClosedException(reason);
        return Interlocked.CompareExchange(ref _reason, closed, null) ?? closed;
    }
}

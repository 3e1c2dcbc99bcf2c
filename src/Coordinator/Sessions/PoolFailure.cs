namespace Troupe.Sessions;

/// <summary>What ended the dispatcher of a pool; set once, read by all that have to tell of it.</summary>
internal sealed class PoolFailure
{
    private Exception? _error;

    public Exception? Error => Volatile.Read(ref _error);

    /// <summary>The first one counts.</summary>
    public void Note(Exception error) => Interlocked.CompareExchange(ref _error, error, null);
}

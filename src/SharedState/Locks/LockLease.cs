using Troupe.SharedState;
using Troupe.SharedState.Locks;

namespace Troupe;

/// <summary>The right to go on, had from a <see cref="ProcessLock"/> or <see cref="ProcessSemaphore"/>, until it is disposed. Safe for any
/// thread.</summary>
public sealed class LockLease : IDisposable, IAsyncDisposable
{
    private readonly SharedReference _reference;
    private readonly ulong _number;
    private int _released;

    private readonly LeaseFastPath? _fastPath;

    internal LockLease(SharedReference reference, LeaseClient.Granted granted, LeaseFastPath? fastPath = null) =>
        (_reference, _number, Abandoned, _fastPath) = (reference, granted.Number, granted.Abandoned, fastPath);

    /// <summary>Whether the holder before ended without releasing it: what the lock guards may be half changed.</summary>
    public bool Abandoned { get; }

    /// <summary>Releases the lease. Does not wait; later calls change nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0 && _fastPath?.TryRelease(_number) != true)
            LeaseClient.Release(_reference, _number);
    }

    /// <summary>Releases the lease, as <see cref="Dispose"/> does.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}

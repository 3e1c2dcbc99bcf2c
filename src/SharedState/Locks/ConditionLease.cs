using Troupe.SharedState;
using Troupe.SharedState.Locks;

namespace Troupe;

/// <summary>
/// The lock of a <see cref="ProcessCondition"/>, held until it is disposed. For one thing at a time: its holder waits, or
/// notifies, or gives it back.
/// </summary>
public sealed class ConditionLease : IDisposable, IAsyncDisposable
{
    private readonly SharedReference _reference;
    private ulong _number;
    private int _released;

    internal ConditionLease(SharedReference reference, LeaseClient.Granted granted) =>
        (_reference, _number, Abandoned) = (reference, granted.Number, granted.Abandoned);

    /// <summary>Whether the holder before ended without releasing it: what the lock guards may be half changed. Updated after each
    /// wait.</summary>
    public bool Abandoned { get; private set; }

    /// <summary>
    /// Releases the lock, waits until another holder notifies, or ends without releasing the lock, and takes the lock again. What
    /// was waited for may have changed once more by then, or not at all: check again, in a loop.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the lock is held again when the exception is thrown.</param>
    /// <returns>A task that completes when the lock is held again.</returns>
    /// <exception cref="ObjectDisposedException">The lease was released, or the condition has been disposed.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken = default) =>
        await WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);

    /// <summary>Waits as <see cref="WaitAsync(CancellationToken)"/> does, but not longer than a given time for the notification.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit. Getting the lock again may take
    /// longer.</param>
    /// <param name="cancellationToken">Ends the wait; the lock is held again when the exception is thrown.</param>
    /// <returns>Whether it was notified, or a holder was lost that might have done so; the lock is held in either case.</returns>
    /// <exception cref="ObjectDisposedException">The lease was released, or the condition has been disposed.</exception>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ThrowIfReleased();
        var granted = await LeaseClient.WaitAsync(_reference, _number, timeout, cancellationToken).ConfigureAwait(false);
        (_number, Abandoned) = (granted.Number, granted.Abandoned);
        if (!granted.Notified)
            cancellationToken.ThrowIfCancellationRequested();
        return granted.Notified;
    }

    /// <summary>Lets some of those who wait go on, once the lock is theirs; the ones that have waited longest.</summary>
    /// <param name="count">How many; default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    /// <exception cref="ObjectDisposedException">The lease was released, or the condition has been disposed.</exception>
    public void Notify(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ThrowIfReleased();
        LeaseClient.Notify(_reference, _number, (uint)count);
    }

    /// <summary>Lets all who wait go on, one after the other, as each gets the lock.</summary>
    /// <exception cref="ObjectDisposedException">The lease was released, or the condition has been disposed.</exception>
    public void NotifyAll() => Notify(int.MaxValue);

    /// <summary>Releases the lock. Does not wait; later calls change nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
            LeaseClient.Release(_reference, _number);
    }

    /// <summary>Releases the lock, as <see cref="Dispose"/> does.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void ThrowIfReleased() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _released) != 0, this);
}

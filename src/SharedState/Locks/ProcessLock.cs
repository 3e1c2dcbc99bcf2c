using System.Text.Json.Serialization;
using Troupe.SharedState;
using Troupe.SharedState.Locks;

namespace Troupe;

/// <summary>
/// A lock between processes. It is a lease: when its holder ends without releasing it, by its job's end or its process's
/// death, it is free again, and the next holder is told that it was abandoned. Waiting callers get it in the order of their calls.
/// A handle travels as an argument of jobs, captured, in results and in other shared objects. Safe for any thread.
/// </summary>
/// <remarks>
/// The holder is a job or, outside of jobs, a process. A lock that is not re-entrant makes also its own holder wait; a re-entrant
/// one is given again at once to the job that holds it, and is free when all its leases were released.
/// </remarks>
[JsonConverter(typeof(SharedHandleConverter))]
public sealed class ProcessLock : IAsyncDisposable, ISharedHandle<ProcessLock>
{
    private readonly SharedReference _reference;

    private readonly LeaseFastPath _fastPath;

    internal ProcessLock(SharedReference reference) =>
        (_reference, _fastPath) = (reference, reference.FastPath(0, static own => new LeaseFastPath(own)));

    static string ISharedHandle<ProcessLock>.Kind => "lock";

    SharedReference ISharedHandle<ProcessLock>.Reference => _reference;

    static ProcessLock ISharedHandle<ProcessLock>.Bind(SharedReference reference, byte part) => new(reference);

    /// <summary>Creates a lock that lives in this process until its handle is disposed here.</summary>
    /// <param name="reentrant">Whether its holder may take it again.</param>
    /// <returns>The lock.</returns>
    public static ProcessLock Create(bool reentrant = false) => new(NewReference(reentrant));

    internal static SharedReference NewReference(bool reentrant) =>
        SharedReference.Create("lock", new LeaseHome(1, reentrant, hasFastPath: true));

    /// <summary>Waits for the lock.</summary>
    /// <param name="cancellationToken">Cancels the call; nothing is held then.</param>
    /// <returns>The lease; dispose it to give it back.</returns>
    /// <exception cref="ObjectDisposedException">The lock has been disposed.</exception>
    public Task<LockLease> AcquireAsync(CancellationToken cancellationToken = default) =>
        AcquireAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Waits for the lock, but not longer than a given time.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Cancels the call; nothing is held then.</param>
    /// <returns>The lease; dispose it to give it back.</returns>
    /// <exception cref="TimeoutException">It was not to be had in time.</exception>
    /// <exception cref="ObjectDisposedException">The lock has been disposed.</exception>
    public Task<LockLease> AcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Waiting.Require(timeout);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<LockLease>(cancellationToken);
        return TakeShort() is { } lease ? Task.FromResult(lease) : AcquireFromHomeAsync(timeout, cancellationToken);
    }

    /// <summary>Takes the lock if it is free now.</summary>
    /// <returns>The lease; null when others hold it or wait for it.</returns>
    /// <exception cref="ObjectDisposedException">The lock has been disposed.</exception>
    public LockLease? TryAcquire()
    {
        if (TakeShort() is { } lease)
            return lease;
        return !_fastPath.IsOutOfReach && LeaseClient.TryAcquire(_reference) is { } granted ? Granted(granted) : null;
    }

    /// <summary>Ends the lock when this process created it; elsewhere it does nothing.</summary>
    public ValueTask DisposeAsync()
    {
        _reference.StopIfOwn();
        return ValueTask.CompletedTask;
    }

    private LockLease? TakeShort() =>
        _fastPath.TryTake(out var number) ? new LockLease(_reference, LeaseClient.Granted.Short(number), _fastPath) : null;

    private async Task<LockLease> AcquireFromHomeAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        Granted(await LeaseClient.AcquireAsync(_reference, timeout, cancellationToken).ConfigureAwait(false));

    private LockLease Granted(LeaseClient.Granted granted)
    {
        _fastPath.NoteGranted(granted.Who);
        return new LockLease(_reference, granted, _fastPath);
    }
}

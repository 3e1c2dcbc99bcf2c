using System.Text.Json.Serialization;
using Troupe.SharedState;
using Troupe.SharedState.Locks;

namespace Troupe;

/// <summary>
/// A limited number of leases, shared by processes. When a holder ends without releasing its lease, by its job's end or its
/// process's death, the lease is free again, and its next holder is told that it was abandoned. Waiting callers are served in
/// the order of asking. A handle travels as an argument of jobs, captured, in results and in other shared objects. Safe for any thread.
/// </summary>
[JsonConverter(typeof(SharedHandleConverter))]
public sealed class ProcessSemaphore : IAsyncDisposable, ISharedHandle<ProcessSemaphore>
{
    private readonly SharedReference _reference;

    internal ProcessSemaphore(SharedReference reference) => _reference = reference;

    static string ISharedHandle<ProcessSemaphore>.Kind => "semaphore";

    SharedReference ISharedHandle<ProcessSemaphore>.Reference => _reference;

    static ProcessSemaphore ISharedHandle<ProcessSemaphore>.Bind(SharedReference reference, byte part) => new(reference);

    /// <summary>Creates a semaphore that lives in this process until its handle is disposed here.</summary>
    /// <param name="leases">How many may hold it at once.</param>
    /// <returns>The semaphore.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static ProcessSemaphore Create(int leases) => new(NewReference(leases));

    internal static SharedReference NewReference(int leases)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leases, 1);
        return SharedReference.Create("semaphore", new LeaseHome(leases, reentrant: false));
    }

    /// <summary>Waits for one of its leases.</summary>
    /// <param name="cancellationToken">Cancels the call; nothing is held then.</param>
    /// <returns>The lease; dispose it to give it back.</returns>
    /// <exception cref="ObjectDisposedException">The semaphore has been disposed.</exception>
    public Task<LockLease> AcquireAsync(CancellationToken cancellationToken = default) =>
        AcquireAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Waits for one of its leases, but not longer than a given time.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Cancels the call; nothing is held then.</param>
    /// <returns>The lease; dispose it to give it back.</returns>
    /// <exception cref="TimeoutException">It was not to be had in time.</exception>
    /// <exception cref="ObjectDisposedException">The semaphore has been disposed.</exception>
    public async Task<LockLease> AcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        new(_reference, await LeaseClient.AcquireAsync(_reference, timeout, cancellationToken).ConfigureAwait(false));

    /// <summary>Takes one of its leases if one is free now.</summary>
    /// <returns>The lease; null when others hold it or wait for it.</returns>
    /// <exception cref="ObjectDisposedException">The semaphore has been disposed.</exception>
    public LockLease? TryAcquire() => LeaseClient.TryAcquire(_reference) is { } granted ? new LockLease(_reference, granted) : null;

    /// <summary>How many leases could be had at once.</summary>
    /// <returns>The number at this moment.</returns>
    /// <exception cref="ObjectDisposedException">The semaphore has been disposed.</exception>
    public Task<int> CountAvailableAsync() => LeaseClient.AvailableAsync(_reference);


    /// <summary>Ends the semaphore when this process created it; elsewhere it does nothing.</summary>
    public ValueTask DisposeAsync()
    {
        _reference.StopIfOwn();
        return ValueTask.CompletedTask;
    }
}

using System.Text.Json.Serialization;
using Troupe.SharedState;
using Troupe.SharedState.Locks;

namespace Troupe;

/// <summary>
/// A lock with a waiting room: its holder can wait until another holder says that something has changed. As with
/// <see cref="ProcessLock"/>, the lock of a holder that ends without releasing it is free again. A handle travels as an argument of jobs,
/// captured, in results and in other shared objects. Safe for any thread.
/// </summary>
[JsonConverter(typeof(SharedHandleConverter))]
public sealed class ProcessCondition : IAsyncDisposable, ISharedHandle<ProcessCondition>
{
    private readonly SharedReference _reference;

    internal ProcessCondition(SharedReference reference) => _reference = reference;

    static string ISharedHandle<ProcessCondition>.Kind => "condition";

    SharedReference ISharedHandle<ProcessCondition>.Reference => _reference;

    static ProcessCondition ISharedHandle<ProcessCondition>.Bind(SharedReference reference, byte part) => new(reference);

    /// <summary>Creates a condition that lives in this process until its handle is disposed here.</summary>
    /// <returns>The condition.</returns>
    public static ProcessCondition Create() => new(NewReference());

    internal static SharedReference NewReference() => SharedReference.Create("condition", new LeaseHome(1, reentrant: false));

    /// <summary>Waits for the condition's lock.</summary>
    /// <param name="cancellationToken">Cancels the call; nothing is held then.</param>
    /// <returns>The lease; dispose it to give it back.</returns>
    /// <exception cref="ObjectDisposedException">The condition has been disposed.</exception>
    public Task<ConditionLease> AcquireAsync(CancellationToken cancellationToken = default) =>
        AcquireAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Waits for the condition's lock, but not longer than a given time.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Cancels the call; nothing is held then.</param>
    /// <returns>The lease; dispose it to give it back.</returns>
    /// <exception cref="TimeoutException">It was not to be had in time.</exception>
    /// <exception cref="ObjectDisposedException">The condition has been disposed.</exception>
    public async Task<ConditionLease> AcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        new(_reference, await LeaseClient.AcquireAsync(_reference, timeout, cancellationToken).ConfigureAwait(false));

    /// <summary>Takes the condition's lock if it is free now.</summary>
    /// <returns>The lease; null when others hold it or wait for it.</returns>
    /// <exception cref="ObjectDisposedException">The condition has been disposed.</exception>
    public ConditionLease? TryAcquire() =>
        LeaseClient.TryAcquire(_reference) is { } granted ? new ConditionLease(_reference, granted) : null;


    /// <summary>Ends the condition when this process created it; elsewhere it does nothing.</summary>
    public ValueTask DisposeAsync()
    {
        _reference.StopIfOwn();
        return ValueTask.CompletedTask;
    }
}

using System.Text.Json.Serialization;
using Troupe.SharedState;
using Troupe.SharedState.Locks;

namespace Troupe;

/// <summary>
/// A flag between processes that others can wait for. A handle travels as an argument of jobs, captured, in results and in other shared
/// objects. Safe for any thread.
/// </summary>
[JsonConverter(typeof(SharedHandleConverter))]
public sealed class ProcessEvent : IAsyncDisposable, ISharedHandle<ProcessEvent>
{
    private readonly SharedReference _reference;

    internal ProcessEvent(SharedReference reference) => _reference = reference;

    static string ISharedHandle<ProcessEvent>.Kind => "event";

    SharedReference ISharedHandle<ProcessEvent>.Reference => _reference;

    static ProcessEvent ISharedHandle<ProcessEvent>.Bind(SharedReference reference, byte part) => new(reference);

    /// <summary>Creates an event that lives in this process until its handle is disposed here.</summary>
    /// <param name="isSet">Whether it is set at first.</param>
    /// <returns>The event.</returns>
    public static ProcessEvent Create(bool isSet = false) => new(NewReference(isSet));

    internal static SharedReference NewReference(bool isSet) => SharedReference.Create("event", new EventHome(isSet));

    /// <summary>Sets the event: all waiting callers go on, and later ones do not wait until it is reset.</summary>
    /// <returns>A task that completes when every process sees it.</returns>
    /// <exception cref="ObjectDisposedException">The event has been disposed.</exception>
    public Task SetAsync() => PutAsync(1);

    /// <summary>Resets the event: callers wait for it again from now on.</summary>
    /// <returns>A task that completes when every process sees it.</returns>
    /// <exception cref="ObjectDisposedException">The event has been disposed.</exception>
    public Task ResetAsync() => PutAsync(0);

    /// <summary>Whether the event is set.</summary>
    /// <returns>What it is at this moment.</returns>
    /// <exception cref="ObjectDisposedException">The event has been disposed.</exception>
    public async Task<bool> IsSetAsync() => (await _reference.AskAsync(EventOperation.IsSet).ConfigureAwait(false)).Content.Span[0] != 0;

    /// <summary>Waits until the event is set.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when it is.</returns>
    /// <exception cref="ObjectDisposedException">The event has been disposed.</exception>
    public Task WaitAsync(CancellationToken cancellationToken = default) => WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Waits until the event is set, but not longer than a given time.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when it is.</returns>
    /// <exception cref="TimeoutException">It was not set in time.</exception>
    /// <exception cref="ObjectDisposedException">The event has been disposed.</exception>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Waiting.Require(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        PendingRequest pending;
        using (var request = _reference.Begin(EventOperation.Wait))
            pending = request.Ask();
        await pending.AnswerAsync(timeout, cancellationToken).ConfigureAwait(false);
    }

    private async Task PutAsync(byte value)
    {
        PendingRequest pending;
        using (var request = _reference.Begin(EventOperation.Set))
        {
            request.Body.WriteByte(value);
            pending = request.Ask();
        }
        await pending.AnswerAsync().ConfigureAwait(false);
    }


    /// <summary>Ends the event when this process created it; elsewhere it does nothing.</summary>
    public ValueTask DisposeAsync()
    {
        _reference.StopIfOwn();
        return ValueTask.CompletedTask;
    }
}

using System.Text.Json.Serialization;
using Troupe.Messages.Payloads;
using Troupe.SharedState;
using Troupe.SharedState.Locks;

namespace Troupe;

/// <summary>
/// A place where so many parties, in any processes, wait for each other, again and again. When a party dies, while it waits
/// or between two phases, or gives up waiting, the barrier breaks for all instead of keeping them for ever. A party is known
/// from the first time it comes. A handle travels as an argument of jobs, captured, in results and in other shared objects. Safe for any
/// thread.
/// </summary>
[JsonConverter(typeof(SharedHandleConverter))]
public sealed class ProcessBarrier : IAsyncDisposable, ISharedHandle<ProcessBarrier>
{
    private readonly SharedReference _reference;

    internal ProcessBarrier(SharedReference reference) => _reference = reference;

    static string ISharedHandle<ProcessBarrier>.Kind => "barrier";

    SharedReference ISharedHandle<ProcessBarrier>.Reference => _reference;

    static ProcessBarrier ISharedHandle<ProcessBarrier>.Bind(SharedReference reference, byte part) => new(reference);

    /// <summary>Creates a barrier that lives in this process until its handle is disposed here.</summary>
    /// <param name="parties">How many have to come.</param>
    /// <returns>The barrier.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static ProcessBarrier Create(int parties) => new(NewReference(parties));

    internal static SharedReference NewReference(int parties)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parties, 1);
        return SharedReference.Create("barrier", new BarrierHome(parties));
    }

    /// <summary>Comes to the barrier and waits for the others.</summary>
    /// <param name="cancellationToken">Cancels the wait, which breaks the barrier for all.</param>
    /// <returns>The position in the order of arrival, from 0: different for each party, so that one can be chosen for what is to be done
    /// once.</returns>
    /// <exception cref="BarrierBrokenException">A party died or gave up, now or before.</exception>
    /// <exception cref="ObjectDisposedException">The barrier has been disposed.</exception>
    public Task<int> SignalAndWaitAsync(CancellationToken cancellationToken = default) =>
        SignalAndWaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Comes to the barrier and waits for the others, but not longer than a given time.</summary>
    /// <param name="timeout">How long to wait; when it is up the barrier breaks for all. <see cref="Timeout.InfiniteTimeSpan"/> for no
    /// limit.</param>
    /// <param name="cancellationToken">Cancels the wait, which breaks the barrier for all.</param>
    /// <returns>The position in the order of arrival, from 0.</returns>
    /// <exception cref="TimeoutException">The others did not come in time.</exception>
    /// <exception cref="BarrierBrokenException">A party died or gave up, now or before.</exception>
    /// <exception cref="ObjectDisposedException">The barrier has been disposed.</exception>
    public async Task<int> SignalAndWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Waiting.Require(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        PendingRequest pending;
        using (var request = _reference.Begin(BarrierOperation.Arrive, hold: true))
            pending = request.Ask();
        var reply = await pending.AnswerAsync(timeout, cancellationToken).ConfigureAwait(false);
        if (reply.Code == ReplyCode.Closed)
            throw new BarrierBrokenException($"The barrier is broken: {reply.Text}. Calls fail until ResetAsync repairs it.");
        return ArrivalIndex(reply);
    }

    /// <summary>Makes a broken barrier whole. Those who wait at this moment get <see cref="BarrierBrokenException"/>.</summary>
    /// <returns>A task that completes when parties may come again.</returns>
    /// <exception cref="ObjectDisposedException">The barrier has been disposed.</exception>
    public Task ResetAsync() => _reference.AskAsync(BarrierOperation.Reset);

    /// <summary>Breaks the barrier for those who wait and those who come later.</summary>
    /// <returns>A task that completes when it is broken.</returns>
    /// <exception cref="ObjectDisposedException">The barrier has been disposed.</exception>
    public Task BreakAsync() => _reference.AskAsync(BarrierOperation.Break);

    /// <summary>Whether the barrier is broken.</summary>
    /// <returns>What it is at this moment.</returns>
    /// <exception cref="ObjectDisposedException">The barrier has been disposed.</exception>
    public async Task<bool> IsBrokenAsync() =>
        (await _reference.AskAsync(BarrierOperation.State).ConfigureAwait(false)).Content.Span[^1] != 0;

    /// <summary>How many wait at the barrier.</summary>
    /// <returns>The number at this moment.</returns>
    /// <exception cref="ObjectDisposedException">The barrier has been disposed.</exception>
    public async Task<int> CountWaitingAsync() =>
        BitConverter.ToInt32((await _reference.AskAsync(BarrierOperation.State).ConfigureAwait(false)).Content.Span);

    private static int ArrivalIndex(in Reply reply)
    {
        var reader = new PayloadReader(reply.Content.Span);
        _ = reader.ReadVarUInt64(); // The phase: of use in traces only.
        return (int)reader.ReadVarUInt32();
    }


    /// <summary>Ends the barrier when this process created it; elsewhere it does nothing.</summary>
    public ValueTask DisposeAsync()
    {
        _reference.StopIfOwn();
        return ValueTask.CompletedTask;
    }
}

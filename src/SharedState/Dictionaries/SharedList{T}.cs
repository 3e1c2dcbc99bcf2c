using System.Text.Json.Serialization;
using Troupe.Messages.Payloads;
using Troupe.SharedState;
using Troupe.SharedState.Dictionaries;

namespace Troupe;

/// <summary>
/// A list that processes share. It lies in the process that created it; what is read is a copy, and a change to the copy
/// changes nothing: write it back, best by <see cref="UpdateAsync"/>. Others may insert and remove at any time, so an index is
/// good for a moment only. A handle travels as an argument, captured, in results and in other shared objects. Safe for any thread.
/// </summary>
/// <typeparam name="T">The items' type.</typeparam>
[JsonConverter(typeof(SharedHandleConverter))]
public sealed class SharedList<T> : IAsyncDisposable, ISharedHandle<SharedList<T>>
{
    private readonly CellClient<int, T> _cells;

    internal SharedList(SharedReference reference) => _cells = new CellClient<int, T>(reference, hasFastPath: false);

    static string ISharedHandle<SharedList<T>>.Kind => "list";

    SharedReference ISharedHandle<SharedList<T>>.Reference => _cells.Reference;

    static SharedList<T> ISharedHandle<SharedList<T>>.Bind(SharedReference reference, byte part) => new(reference);

    /// <summary>Adds an item at the end.</summary>
    /// <param name="item">The item.</param>
    /// <returns>The index that it was added at.</returns>
    /// <exception cref="PayloadEncodingException">It cannot be encoded.</exception>
    /// <exception cref="ObjectDisposedException">The list has been disposed.</exception>
    public async Task<int> AddAsync(T item)
    {
        PendingRequest pending;
        using (var request = _cells.Reference.Begin(CellOperation.Add))
        {
            PayloadCodec<T>.Instance.Write(request.Body, item);
            pending = request.Ask();
        }
        return BitConverter.ToInt32((await pending.AnswerAsync().ConfigureAwait(false)).Content.Span);
    }

    /// <summary>Inserts an item; those behind move on.</summary>
    /// <param name="index">Where, from 0 to the number of items.</param>
    /// <param name="item">The item.</param>
    /// <returns>A task that completes when every process sees the item.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such index.</exception>
    /// <exception cref="PayloadEncodingException">It cannot be encoded.</exception>
    /// <exception cref="ObjectDisposedException">The list has been disposed.</exception>
    public async Task InsertAsync(int index, T item)
    {
        PendingRequest pending;
        using (var request = _cells.Begin(CellOperation.Insert, index))
        {
            PayloadCodec<T>.Instance.Write(request.Body, item);
            pending = request.Ask();
        }
        if ((await pending.AnswerAsync().ConfigureAwait(false)).Code != ReplyCode.Done)
            throw OutOfRange(index);
    }

    /// <summary>Reads an item.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>A copy of it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    /// <exception cref="ObjectDisposedException">The list has been disposed.</exception>
    public async Task<T> GetAsync(int index)
    {
        var cell = await _cells.FindAsync(index).ConfigureAwait(false);
        return cell.Found ? cell.Value : throw OutOfRange(index);
    }

    /// <summary>Sets an item.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="item">The item.</param>
    /// <returns>A task that completes when every process sees the item.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    /// <exception cref="PayloadEncodingException">It cannot be encoded.</exception>
    /// <exception cref="ObjectDisposedException">The list has been disposed.</exception>
    public async Task SetAsync(int index, T item)
    {
        if (!await _cells.SetAsync(index, item).ConfigureAwait(false))
            throw OutOfRange(index);
    }

    /// <summary>Changes an item by a function of the old one. No other change gets lost: when another caller was faster, the function is
    /// called again with what is there then.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="change">Gives the new item; runs here, perhaps several times.</param>
    /// <returns>The item that was set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    /// <exception cref="ObjectDisposedException">The list has been disposed.</exception>
    public async Task<T> UpdateAsync(int index, Func<T, T> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var done = await _cells.UpdateAsync(index, await _cells.FindAsync(index).ConfigureAwait(false), change).ConfigureAwait(false);
        return done.Found ? done.Value : throw OutOfRange(index);
    }

    /// <summary>Sets an item if the one that is there is the expected one, which means: encoded alike.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="expected">What must be there.</param>
    /// <param name="item">What is to be there.</param>
    /// <returns>Whether it was set.</returns>
    /// <exception cref="ObjectDisposedException">The list has been disposed.</exception>
    public Task<bool> CompareAndSetAsync(int index, T expected, T item) => _cells.CompareAndSetAsync(index, expected, item);

    /// <summary>Removes an item; those behind move up.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>The item.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    /// <exception cref="ObjectDisposedException">The list has been disposed.</exception>
    public async Task<T> RemoveAtAsync(int index)
    {
        var cell = await _cells.RemoveAsync(index).ConfigureAwait(false);
        return cell.Found ? cell.Value : throw OutOfRange(index);
    }

    /// <summary>How many items there are.</summary>
    /// <returns>The number at this moment.</returns>
    /// <exception cref="ObjectDisposedException">The list has been disposed.</exception>
    public Task<int> CountAsync() => _cells.CountAsync();

    /// <summary>Removes all items.</summary>
    /// <returns>A task that completes when none is left.</returns>
    /// <exception cref="ObjectDisposedException">The list has been disposed.</exception>
    public Task ClearAsync() => _cells.ClearAsync();

    /// <summary>Copies all items, as they are at one moment.</summary>
    /// <returns>The copy.</returns>
    /// <exception cref="PayloadTooLargeException">The copy is longer than a message may be.</exception>
    /// <exception cref="ObjectDisposedException">The list has been disposed.</exception>
    public async Task<List<T>> SnapshotAsync() =>
        [.. (await _cells.SnapshotAsync(withKeys: false).ConfigureAwait(false)).Select(entry => entry.Value)];

    /// <summary>Ends the list when this process created it; elsewhere it does nothing.</summary>
    public ValueTask DisposeAsync()
    {
        _cells.Reference.StopIfOwn();
        return ValueTask.CompletedTask;
    }

    private static ArgumentOutOfRangeException OutOfRange(int index) =>
        new(
            nameof(index),
            index,
            "The shared list has no such index; others may have removed items meanwhile. Look at CountAsync or SnapshotAsync.");
}

using System.Text.Json.Serialization;
using Troupe.SharedState;
using Troupe.SharedState.Dictionaries;

namespace Troupe;

/// <summary>
/// A dictionary that processes share. It lies in the process that created it; what is read is a copy, and a change to the copy
/// changes nothing: write it back, best by <see cref="UpdateAsync(TKey, Func{TValue, TValue})"/>, which never undoes another
/// caller's change. A handle travels as an argument, captured, in results and in other shared objects. Safe for any thread.
/// Every operation on one key, and <see cref="ClearAsync"/>, is done at one moment for all processes, and once it has completed
/// every process sees it. Changes that one process begins one after the other are done in that order. On Linux a busy dictionary lies
/// in shared memory, and most operations complete at once, without a message.
/// </summary>
/// <typeparam name="TKey">The keys' type; keys are equal when they are encoded alike.</typeparam>
/// <typeparam name="TValue">The values' type.</typeparam>
[JsonConverter(typeof(SharedHandleConverter))]
public sealed class SharedDictionary<TKey, TValue> : IAsyncDisposable, ISharedHandle<SharedDictionary<TKey, TValue>>
    where TKey : notnull
{
    private readonly CellClient<TKey, TValue> _cells;

    internal SharedDictionary(SharedReference reference, bool hasFastPath = true) =>
        _cells = new CellClient<TKey, TValue>(reference, hasFastPath);

    static string ISharedHandle<SharedDictionary<TKey, TValue>>.Kind => "dictionary";

    SharedReference ISharedHandle<SharedDictionary<TKey, TValue>>.Reference => _cells.Reference;

    static SharedDictionary<TKey, TValue> ISharedHandle<SharedDictionary<TKey, TValue>>.Bind(SharedReference reference, byte part) =>
        new(reference);

    /// <summary>Reads a value.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>A copy of the value.</returns>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    /// <exception cref="ObjectDisposedException">The dictionary has been disposed.</exception>
    public async Task<TValue> GetAsync(TKey key)
    {
        var cell = await _cells.FindAsync(key).ConfigureAwait(false);
        return cell.Found ? cell.Value : throw NotFound(key);
    }

    /// <summary>Reads a value that may not be there.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>Whether it is there, and a copy of it.</returns>
    /// <exception cref="ObjectDisposedException">The dictionary has been disposed.</exception>
    public async Task<(bool Found, TValue? Value)> TryGetAsync(TKey key)
    {
        var cell = await _cells.FindAsync(key).ConfigureAwait(false);
        return (cell.Found, cell.Value);
    }

    /// <summary>Sets a value, whether or not there is one.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The value.</param>
    /// <returns>A task that completes when every process sees the value.</returns>
    /// <exception cref="PayloadEncodingException">Key or value cannot be encoded.</exception>
    /// <exception cref="ObjectDisposedException">The dictionary has been disposed.</exception>
    public Task SetAsync(TKey key, TValue value) => _cells.SetAsync(key, value);

    /// <summary>Adds a value if there is none.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when there is one; it stays as it is.</returns>
    /// <exception cref="PayloadEncodingException">Key or value cannot be encoded.</exception>
    /// <exception cref="ObjectDisposedException">The dictionary has been disposed.</exception>
    public async Task<bool> TryAddAsync(TKey key, TValue value) => (await _cells.ReplaceAsync(key, 0, value).ConfigureAwait(false)).Done;

    /// <summary>Changes a value by a function of the old one. No other change gets lost: when another caller was faster, or the values have
    /// moved meanwhile, the function is called again with the newer value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="change">Gives the new value; runs here, perhaps several times.</param>
    /// <returns>The value that was set.</returns>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    /// <exception cref="ObjectDisposedException">The dictionary has been disposed.</exception>
    public async Task<TValue> UpdateAsync(TKey key, Func<TValue, TValue> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var done = await _cells.UpdateAsync(key, await _cells.FindAsync(key).ConfigureAwait(false), change).ConfigureAwait(false);
        return done.Found ? done.Value : throw NotFound(key);
    }

    /// <summary>Adds a value, or changes the one that is there by a function of it. No other change gets lost.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="initial">What is added when there is none.</param>
    /// <param name="change">Gives the new value; runs here, perhaps several times.</param>
    /// <returns>The value that was set.</returns>
    /// <exception cref="ObjectDisposedException">The dictionary has been disposed.</exception>
    public async Task<TValue> AddOrUpdateAsync(TKey key, TValue initial, Func<TValue, TValue> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var present = await _cells.FindAsync(key).ConfigureAwait(false);
        while (true)
        {
            var updated = await _cells.UpdateAsync(key, present, change).ConfigureAwait(false);
            if (updated.Found)
                return updated.Value;
            (var added, present) = await _cells.ReplaceAsync(key, 0, initial).ConfigureAwait(false);
            if (added)
                return initial;
        }
    }

    /// <summary>Sets a value if the one that is there is the expected one, which means: encoded alike.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="expected">What must be there.</param>
    /// <param name="value">What is to be there.</param>
    /// <returns>Whether it was set.</returns>
    /// <exception cref="ObjectDisposedException">The dictionary has been disposed.</exception>
    public Task<bool> CompareAndSetAsync(TKey key, TValue expected, TValue value) => _cells.CompareAndSetAsync(key, expected, value);

    /// <summary>Removes a value.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>Whether there was one, and the value: of several who remove it, one gets it.</returns>
    /// <exception cref="ObjectDisposedException">The dictionary has been disposed.</exception>
    public async Task<(bool Found, TValue? Value)> RemoveAsync(TKey key)
    {
        var cell = await _cells.RemoveAsync(key).ConfigureAwait(false);
        return (cell.Found, cell.Value);
    }

    /// <summary>Whether there is a value.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>Whether there is one at this moment.</returns>
    /// <exception cref="ObjectDisposedException">The dictionary has been disposed.</exception>
    public async Task<bool> ContainsKeyAsync(TKey key) => (await _cells.FindAsync(key).ConfigureAwait(false)).Found;

    /// <summary>How many values there are. It is counted by the process that created the dictionary.</summary>
    /// <returns>The number at one moment.</returns>
    /// <exception cref="ObjectDisposedException">The dictionary has been disposed.</exception>
    public Task<int> CountAsync() => _cells.CountAsync();

    /// <summary>Removes all values.</summary>
    /// <returns>A task that completes when none is left.</returns>
    /// <exception cref="ObjectDisposedException">The dictionary has been disposed.</exception>
    public Task ClearAsync() => _cells.ClearAsync();

    /// <summary>Copies everything, as it is at one moment: every change that was done before is in it, and of those that are being made at
    /// the same time none without all that were done before it.</summary>
    /// <returns>The copy.</returns>
    /// <exception cref="PayloadTooLargeException">The copy is longer than a message may be.</exception>
    /// <exception cref="ObjectDisposedException">The dictionary has been disposed.</exception>
    public async Task<Dictionary<TKey, TValue>> SnapshotAsync() => new(await _cells.SnapshotAsync(withKeys: true).ConfigureAwait(false));

    /// <summary>Ends the dictionary when this process created it; elsewhere it does nothing.</summary>
    public ValueTask DisposeAsync()
    {
        _cells.Reference.StopIfOwn();
        return ValueTask.CompletedTask;
    }

    private static KeyNotFoundException NotFound(TKey key) =>
        new($"The shared dictionary has no key '{key}'. Use TryGetAsync or AddOrUpdateAsync where it may be missing.");
}

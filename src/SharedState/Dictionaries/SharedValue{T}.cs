using System.Text.Json.Serialization;
using Troupe.SharedState;
using Troupe.SharedState.Dictionaries;

namespace Troupe;

/// <summary>
/// One value that processes share. It lies in the process that created it; what is read is a copy. A handle travels as an
/// argument, captured, in results and in other shared objects. Safe for any thread. On Linux a
/// busy value lies in shared memory, and most operations complete at once, without a message.
/// </summary>
/// <typeparam name="T">The value's type.</typeparam>
[JsonConverter(typeof(SharedHandleConverter))]
public sealed class SharedValue<T> : IAsyncDisposable, ISharedHandle<SharedValue<T>>
{
    private readonly CellClient<byte, T> _cell;

    internal SharedValue(SharedReference reference) => _cell = new CellClient<byte, T>(reference, hasFastPath: true);

    static string ISharedHandle<SharedValue<T>>.Kind => "value";

    SharedReference ISharedHandle<SharedValue<T>>.Reference => _cell.Reference;

    static SharedValue<T> ISharedHandle<SharedValue<T>>.Bind(SharedReference reference, byte part) => new(reference);

    /// <summary>Reads the value.</summary>
    /// <returns>A copy of it.</returns>
    /// <exception cref="ObjectDisposedException">The value has been disposed.</exception>
    public async Task<T> GetAsync() => (await _cell.FindAsync(0).ConfigureAwait(false)).Value;

    /// <summary>Sets the value.</summary>
    /// <param name="value">What it is to be.</param>
    /// <returns>A task that completes when every process sees it.</returns>
    /// <exception cref="PayloadEncodingException">It cannot be encoded.</exception>
    /// <exception cref="ObjectDisposedException">The value has been disposed.</exception>
    public Task SetAsync(T value) => _cell.SetAsync(0, value);

    /// <summary>Changes the value by a function of the old one. No other change gets lost: when another caller was faster, the function is
    /// called again with the newer value.</summary>
    /// <param name="change">Gives the new value; runs here, perhaps several times.</param>
    /// <returns>The value that was set.</returns>
    /// <exception cref="ObjectDisposedException">The value has been disposed.</exception>
    public async Task<T> UpdateAsync(Func<T, T> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return (await _cell.UpdateAsync(0, await _cell.FindAsync(0).ConfigureAwait(false), change).ConfigureAwait(false)).Value;
    }

    /// <summary>Sets the value if it is the expected one, which means: encoded alike.</summary>
    /// <param name="expected">What it must be.</param>
    /// <param name="value">What it is to be.</param>
    /// <returns>Whether it was set.</returns>
    /// <exception cref="ObjectDisposedException">The value has been disposed.</exception>
    public Task<bool> CompareAndSetAsync(T expected, T value) => _cell.CompareAndSetAsync(0, expected, value);

    /// <summary>Ends the value when this process created it; elsewhere it does nothing.</summary>
    public ValueTask DisposeAsync()
    {
        _cell.Reference.StopIfOwn();
        return ValueTask.CompletedTask;
    }
}

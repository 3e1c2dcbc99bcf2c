using System.Runtime.CompilerServices;
using Troupe.Chunks;

namespace Troupe;

public sealed partial class ProcessPool
{
    /// <summary>
    /// Runs a function for each item and gives the results in the order of the items. Items travel in chunks; each is still
    /// handled on its own: when one cannot be encoded, fails, or ends its worker, all others run. Then the task has the error of the
    /// first item, in the order of the input, that failed; its <see cref="Exception.Data"/> tells the index, a <see cref="long"/>, under
    /// "Troupe.ItemIndex". The task is cancelled only by the caller's token or by the pool: an <see cref="OperationCanceledException"/>
    /// that an item throws by itself is its error. Use <c>OutcomesAsync</c> to have the results of the others, too.
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="function">The function; see <see cref="RunAsync{TResult}(Func{TResult}, JobOptions?, CancellationToken)"/>.</param>
    /// <param name="items">
    /// The items; enumerated once, here. What the input itself throws is thrown at the call, with "Troupe.InputThrew" in its
    /// <see cref="Exception.Data"/>. An array must not change until the call has ended.
    /// </param>
    /// <param name="options">Chunks, limits, retries; null means all defaults.</param>
    /// <param name="cancellationToken">Ends the map: items that have not run are dropped, those that run are cancelled.</param>
    /// <returns>One result an item.</returns>
    /// <exception cref="PayloadNotEncodableException">The type of the items, a captured variable or the result cannot travel; the text names it. From the task: one item cannot.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolClosedException">The pool takes no more jobs.</exception>
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, TResult> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        Map<T, TResult>(function, items, options, spread: false, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        Map<T, TResult>(function, items, options, spread: false, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        Map<T, TResult>(function, items, options, spread: false, cancellationToken);

    /// <summary>
    /// Runs a function for each tuple, spread over its parameters, and gives the results in the order of the tuples; in
    /// all else like <see cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>.
    /// </summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">One tuple of arguments a call; enumerated once, here.</param>
    /// <param name="options">Chunks, limits, retries; null means all defaults.</param>
    /// <param name="cancellationToken">Ends the map.</param>
    /// <returns>One result a tuple.</returns>
    /// <exception cref="PayloadNotEncodableException">The type of an argument, a captured variable or the result cannot travel; the text names it. From the task: one tuple cannot.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolClosedException">The pool takes no more jobs.</exception>
    public Task<TResult[]> StarMapAsync<T1, T2, TResult>(Func<T1, T2, TResult> function, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        Map<(T1, T2), TResult>(function, items, options, spread: true, cancellationToken);

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public Task<TResult[]> StarMapAsync<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        Map<(T1, T2), TResult>(function, items, options, spread: true, cancellationToken);

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?, CancellationToken)"/>
    public Task<TResult[]> StarMapAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        Map<(T1, T2, T3), TResult>(function, items, options, spread: true, cancellationToken);

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public Task<TResult[]> StarMapAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        Map<(T1, T2, T3), TResult>(function, items, options, spread: true, cancellationToken);

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?, CancellationToken)"/>
    public Task<TResult[]> StarMapAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, IEnumerable<(T1, T2, T3, T4)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        Map<(T1, T2, T3, T4), TResult>(function, items, options, spread: true, cancellationToken);

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public Task<TResult[]> StarMapAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> function, IEnumerable<(T1, T2, T3, T4)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        Map<(T1, T2, T3, T4), TResult>(function, items, options, spread: true, cancellationToken);

    private Task<TResult[]> Map<T, TResult>(Delegate function, IEnumerable<T> items, MapOptions? options, bool spread, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        ThrowIfClosed();
        options ??= MapOptions.Default;
        var source = DelegateChunks<T, TResult>.Of(_backend, function, options.ToJobOptions(_backend.Options.Retry), spread);
        return MapOperation<T, TResult>.Run(source, MapInputs.Take(items), options.ChunkSize, cancellationToken);
    }
}

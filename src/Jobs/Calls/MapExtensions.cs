using System.Runtime.CompilerServices;
using Troupe.Jobs;
using Troupe.Jobs.Calls;
using Troupe.Jobs.Chunks;

namespace Troupe;

/// <summary>One function for many items, all results at once. Safe for any thread.</summary>
public static class MapExtensions
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
    /// <param name="pool">The pool.</param>
    /// <param name="function">The function; see
    /// <see cref="RunExtensions.RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>.</param>
    /// <param name="items">
    /// The items; enumerated once, here. What the input itself throws is thrown at the call, with "Troupe.InputThrew" in its
    /// <see cref="Exception.Data"/>. An array must not change until the call has ended.
    /// </param>
    /// <param name="options">Chunks, limits, retries; null means all defaults.</param>
    /// <param name="cancellationToken">Ends the map: items that have not run are dropped, those that run are cancelled.</param>
    /// <returns>One result an item.</returns>
    /// <exception cref="PayloadNotEncodableException">The type of the items, a captured variable or the result cannot travel; the text
    /// names it. From the task: one item cannot.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolClosedException">The pool no longer accepts jobs.</exception>
    public static Task<TResult[]> MapAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, TResult> function,
        IEnumerable<T> items,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Map<T, TResult>(pool, function, items, options, spread: false, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static Task<TResult[]> MapAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, Task<TResult>> function,
        IEnumerable<T> items,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Map<T, TResult>(pool, function, items, options, spread: false, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static Task<TResult[]> MapAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, CancellationToken, Task<TResult>> function,
        IEnumerable<T> items,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Map<T, TResult>(pool, function, items, options, spread: false, cancellationToken);

    /// <summary>
    /// Runs a function for each tuple, spread over its parameters, and gives the results in the order of the tuples; in
    /// all else like <see cref="MapAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>.
    /// </summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="pool">The pool.</param>
    /// <param name="function">The function.</param>
    /// <param name="items">One tuple of arguments a call; enumerated once, here.</param>
    /// <param name="options">Chunks, limits, retries; null means all defaults.</param>
    /// <param name="cancellationToken">Ends the map.</param>
    /// <returns>One result a tuple.</returns>
    /// <exception cref="PayloadNotEncodableException">The type of an argument, a captured variable or the result cannot travel; the text
    /// names it. From the task: one tuple cannot.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolClosedException">The pool no longer accepts jobs.</exception>
    public static Task<TResult[]> StarMapAsync<T1, T2, TResult>(
        this IProcessPool pool,
        Func<T1, T2, TResult> function,
        IEnumerable<(T1, T2)> items,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Map<(T1, T2), TResult>(pool, function, items, options, spread: true, cancellationToken);

    /// <inheritdoc
    /// cref="StarMapAsync{T1, T2, TResult}(IProcessPool, Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?,
    /// CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static Task<TResult[]> StarMapAsync<T1, T2, TResult>(
        this IProcessPool pool,
        Func<T1, T2, Task<TResult>> function,
        IEnumerable<(T1, T2)> items,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Map<(T1, T2), TResult>(pool, function, items, options, spread: true, cancellationToken);

    /// <inheritdoc
    /// cref="StarMapAsync{T1, T2, TResult}(IProcessPool, Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?,
    /// CancellationToken)"/>
    public static Task<TResult[]> StarMapAsync<T1, T2, T3, TResult>(
        this IProcessPool pool,
        Func<T1, T2, T3, TResult> function,
        IEnumerable<(T1, T2, T3)> items,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Map<(T1, T2, T3), TResult>(pool, function, items, options, spread: true, cancellationToken);

    /// <inheritdoc
    /// cref="StarMapAsync{T1, T2, TResult}(IProcessPool, Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?,
    /// CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static Task<TResult[]> StarMapAsync<T1, T2, T3, TResult>(
        this IProcessPool pool,
        Func<T1, T2, T3, Task<TResult>> function,
        IEnumerable<(T1, T2, T3)> items,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Map<(T1, T2, T3), TResult>(pool, function, items, options, spread: true, cancellationToken);

    /// <inheritdoc
    /// cref="StarMapAsync{T1, T2, TResult}(IProcessPool, Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?,
    /// CancellationToken)"/>
    public static Task<TResult[]> StarMapAsync<T1, T2, T3, T4, TResult>(
        this IProcessPool pool,
        Func<T1, T2, T3, T4, TResult> function,
        IEnumerable<(T1, T2, T3, T4)> items,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Map<(T1, T2, T3, T4), TResult>(pool, function, items, options, spread: true, cancellationToken);

    /// <inheritdoc
    /// cref="StarMapAsync{T1, T2, TResult}(IProcessPool, Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?,
    /// CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static Task<TResult[]> StarMapAsync<T1, T2, T3, T4, TResult>(
        this IProcessPool pool,
        Func<T1, T2, T3, T4, Task<TResult>> function,
        IEnumerable<(T1, T2, T3, T4)> items,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Map<(T1, T2, T3, T4), TResult>(pool, function, items, options, spread: true, cancellationToken);

    private static Task<TResult[]> Map<T, TResult>(
        IProcessPool pool,
        Delegate function,
        IEnumerable<T> items,
        MapOptions? options,
        bool spread,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        pool.Backend.ThrowIfClosed();
        options ??= MapOptions.Default;
        var source = DelegateChunks<T, TResult>.Of(pool.Backend, function, options.ToJobOptions(pool.Backend.Rules.Retry), spread);
        return MapOperation<T, TResult>.Run(source, MapInputs.Take(items), options.ChunkSize, cancellationToken);
    }
}

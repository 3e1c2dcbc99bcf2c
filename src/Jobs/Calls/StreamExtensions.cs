using System.Runtime.CompilerServices;
using System.Text.Json;
using Troupe.Jobs;
using Troupe.Jobs.Calls;
using Troupe.Jobs.Chunks;

namespace Troupe;

/// <summary>One function for many items, results or outcomes as they come. Safe for any thread.</summary>
public static class StreamExtensions
{
    /// <summary>
    /// Runs a function for each item of an input that may be endless, and gives the results. The first item that fails ends
    /// the stream with its exception; in all else like
    /// <see cref="OutcomesAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, StreamOptions?, CancellationToken)"/>.
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="pool">The pool.</param>
    /// <param name="function">The function.</param>
    /// <param name="items">The input; nothing is read before the result is.</param>
    /// <param name="options">Order, look-ahead, chunks, limits, retries; null means all defaults.</param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    /// <returns>One result an item.</returns>
    /// <exception cref="PayloadNotEncodableException">The type of the items, a captured variable or the result cannot travel; the text
    /// names it. One item that cannot is its own failure.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolClosedException">The pool no longer accepts jobs.</exception>
    public static IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, TResult> function,
        IEnumerable<T> items,
        StreamOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Results(Stream<T, TResult>(pool, function, StreamInputs.Of(items), options, cancellationToken), cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, StreamOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, Task<TResult>> function,
        IEnumerable<T> items,
        StreamOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Results(Stream<T, TResult>(pool, function, StreamInputs.Of(items), options, cancellationToken), cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, StreamOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, CancellationToken, Task<TResult>> function,
        IEnumerable<T> items,
        StreamOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Results(Stream<T, TResult>(pool, function, StreamInputs.Of(items), options, cancellationToken), cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, StreamOptions?, CancellationToken)"/>
    public static IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, TResult> function,
        IAsyncEnumerable<T> items,
        StreamOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Results(Stream<T, TResult>(pool, function, items, options, cancellationToken), cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, StreamOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, Task<TResult>> function,
        IAsyncEnumerable<T> items,
        StreamOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Results(Stream<T, TResult>(pool, function, items, options, cancellationToken), cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, StreamOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, CancellationToken, Task<TResult>> function,
        IAsyncEnumerable<T> items,
        StreamOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Results(Stream<T, TResult>(pool, function, items, options, cancellationToken), cancellationToken);

    /// <summary>
    /// Runs a function for each item of an input that may be endless, and gives what became of each: a failing item does
    /// not end the stream. The input is read on the thread pool, never further ahead than
    /// <see cref="StreamOptions.LookAhead"/>. When the input throws, the outcomes of the items before come first, then its
    /// own exception, with "Troupe.InputThrew" and the number of items it had given, "Troupe.ItemIndex", in its
    /// <see cref="Exception.Data"/>. When the reader stops early, what is outstanding is cancelled and the input disposed.
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="pool">The pool.</param>
    /// <param name="function">The function; see
    /// <see cref="RunExtensions.RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>.</param>
    /// <param name="items">The input; nothing is read before the result is.</param>
    /// <param name="options">Order, look-ahead, chunks, limits, retries; null means all defaults.</param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    /// <returns>One outcome an item.</returns>
    /// <exception cref="PayloadNotEncodableException">The type of the items, a captured variable or the result cannot travel; the text
    /// names it. One item that cannot is its own failure.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolClosedException">The pool no longer accepts jobs.</exception>
    public static IAsyncEnumerable<Outcome<TResult>> OutcomesAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, TResult> function,
        IEnumerable<T> items,
        StreamOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Stream<T, TResult>(pool, function, StreamInputs.Of(items), options, cancellationToken);

    /// <inheritdoc cref="OutcomesAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, StreamOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static IAsyncEnumerable<Outcome<TResult>> OutcomesAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, Task<TResult>> function,
        IEnumerable<T> items,
        StreamOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Stream<T, TResult>(pool, function, StreamInputs.Of(items), options, cancellationToken);

    /// <inheritdoc cref="OutcomesAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, StreamOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static IAsyncEnumerable<Outcome<TResult>> OutcomesAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, CancellationToken, Task<TResult>> function,
        IEnumerable<T> items,
        StreamOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Stream<T, TResult>(pool, function, StreamInputs.Of(items), options, cancellationToken);

    /// <inheritdoc cref="OutcomesAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, StreamOptions?, CancellationToken)"/>
    public static IAsyncEnumerable<Outcome<TResult>> OutcomesAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, TResult> function,
        IAsyncEnumerable<T> items,
        StreamOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Stream<T, TResult>(pool, function, items, options, cancellationToken);

    /// <inheritdoc cref="OutcomesAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, StreamOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static IAsyncEnumerable<Outcome<TResult>> OutcomesAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, Task<TResult>> function,
        IAsyncEnumerable<T> items,
        StreamOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Stream<T, TResult>(pool, function, items, options, cancellationToken);

    /// <inheritdoc cref="OutcomesAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, StreamOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static IAsyncEnumerable<Outcome<TResult>> OutcomesAsync<T, TResult>(
        this IProcessPool pool,
        Func<T, CancellationToken, Task<TResult>> function,
        IAsyncEnumerable<T> items,
        StreamOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Stream<T, TResult>(pool, function, items, options, cancellationToken);

    /// <summary>
    /// Runs a function, called by name, for each item and gives what became of each; see
    /// <see cref="OutcomesAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, StreamOptions?, CancellationToken)"/>.
    /// </summary>
    /// <param name="pool">The pool.</param>
    /// <param name="name">Namespace, type and method: a public static method with one parameter.</param>
    /// <param name="items">The input.</param>
    /// <param name="kind">What the items are.</param>
    /// <param name="options">Order, look-ahead, chunks, limits, retries; null means all defaults.</param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    /// <returns>One outcome an item, its value as JSON.</returns>
    /// <exception cref="PoolClosedException">The pool no longer accepts jobs.</exception>
    public static IAsyncEnumerable<Outcome<JsonElement>> OutcomesAsync(
        this IProcessPool pool,
        string name,
        IEnumerable<string> items,
        NamedCallInput kind,
        StreamOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(items);
        pool.Backend.ThrowIfClosed();
        options ??= StreamOptions.Default;
        return StreamOperation<string, JsonElement>.Run(
            new NamedChunks(pool.Backend, name, kind, options.ToJobOptions(pool.Backend.Rules.Retry)),
            StreamInputs.Of(items),
            options,
            cancellationToken);
    }

    /// <summary>
    /// Runs a function, called by name, for each item and gives what became of each; see
    /// <see cref="OutcomesAsync{T, TResult}(IProcessPool, Func{T, TResult}, IEnumerable{T}, StreamOptions?, CancellationToken)"/>.
    /// </summary>
    /// <param name="pool">The pool.</param>
    /// <param name="name">Namespace, type and method: a public static method with one parameter.</param>
    /// <param name="items">The input.</param>
    /// <param name="kind">What the items are.</param>
    /// <param name="options">Order, look-ahead, chunks, limits, retries; null means all defaults.</param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    /// <returns>One outcome an item, its value as JSON.</returns>
    /// <exception cref="PoolClosedException">The pool no longer accepts jobs.</exception>
    public static IAsyncEnumerable<Outcome<JsonElement>> OutcomesAsync(
        this IProcessPool pool,
        string name,
        IAsyncEnumerable<string> items,
        NamedCallInput kind,
        StreamOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(items);
        pool.Backend.ThrowIfClosed();
        options ??= StreamOptions.Default;
        return StreamOperation<string, JsonElement>.Run(
            new NamedChunks(pool.Backend, name, kind, options.ToJobOptions(pool.Backend.Rules.Retry)),
            items,
            options,
            cancellationToken);
    }

    private static IAsyncEnumerable<Outcome<TResult>> Stream<T, TResult>(
        IProcessPool pool,
        Delegate function,
        IAsyncEnumerable<T> items,
        StreamOptions? options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        pool.Backend.ThrowIfClosed();
        options ??= StreamOptions.Default;
        var source = DelegateChunks<T, TResult>.Of(pool.Backend, function, options.ToJobOptions(pool.Backend.Rules.Retry), spread: false);
        return StreamOperation<T, TResult>.Run(source, items, options, cancellationToken);
    }

    private static async IAsyncEnumerable<TResult> Results<TResult>(
        IAsyncEnumerable<Outcome<TResult>> outcomes,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var outcome in outcomes.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return outcome.Get();
    }
}

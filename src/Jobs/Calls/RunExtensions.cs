using System.Runtime.CompilerServices;
using Troupe.Jobs;
using Troupe.Jobs.Calls;

namespace Troupe;

/// <summary>Calls of functions in worker processes, and their results. Safe for any thread.</summary>
public static partial class RunExtensions
{
    /// <summary>
    /// Runs a function in a worker process and gives its result. The function is a static method, a lambda, which may
    /// capture plain data, or an instance method of a plain object; async bodies and bodies with a token work alike.
    /// Arguments and captured variables travel as copies: nothing flows back but the result.
    /// </summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="pool">The pool.</param>
    /// <param name="function">The function.</param>
    /// <param name="options">How the job is handled; null means all defaults.</param>
    /// <param name="cancellationToken">Ends the job, as <see cref="JobHandle.Cancel"/> does.</param>
    /// <returns>The result. The task fails with the job's own exception, or with one that tells what kept it from ending.</returns>
    /// <exception cref="PayloadNotEncodableException">An argument, a captured variable or the result cannot travel; the text names
    /// it.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolClosedException">The pool no longer accepts jobs.</exception>
    /// <exception cref="QueueFullException">The queue is full and the pool was told not to wait.</exception>
    public static Task<TResult> RunAsync<TResult>(
        this IProcessPool pool,
        Func<TResult> function,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static Task<TResult> RunAsync<TResult>(
        this IProcessPool pool,
        Func<Task<TResult>> function,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static Task<TResult> RunAsync<TResult>(
        this IProcessPool pool,
        Func<CancellationToken, Task<TResult>> function,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>
    public static Task<TResult> RunAsync<T1, TResult>(
        this IProcessPool pool,
        Func<T1, TResult> function,
        T1 argument1,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static Task<TResult> RunAsync<T1, TResult>(
        this IProcessPool pool,
        Func<T1, Task<TResult>> function,
        T1 argument1,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static Task<TResult> RunAsync<T1, TResult>(
        this IProcessPool pool,
        Func<T1, CancellationToken, Task<TResult>> function,
        T1 argument1,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>
    public static Task<TResult> RunAsync<T1, T2, TResult>(
        this IProcessPool pool,
        Func<T1, T2, TResult> function,
        T1 argument1,
        T2 argument2,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static Task<TResult> RunAsync<T1, T2, TResult>(
        this IProcessPool pool,
        Func<T1, T2, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static Task<TResult> RunAsync<T1, T2, TResult>(
        this IProcessPool pool,
        Func<T1, T2, CancellationToken, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>
    public static Task<TResult> RunAsync<T1, T2, T3, TResult>(
        this IProcessPool pool,
        Func<T1, T2, T3, TResult> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3)
            .Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static Task<TResult> RunAsync<T1, T2, T3, TResult>(
        this IProcessPool pool,
        Func<T1, T2, T3, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3)
            .Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static Task<TResult> RunAsync<T1, T2, T3, TResult>(
        this IProcessPool pool,
        Func<T1, T2, T3, CancellationToken, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3)
            .Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>
    public static Task<TResult> RunAsync<T1, T2, T3, T4, TResult>(
        this IProcessPool pool,
        Func<T1, T2, T3, T4, TResult> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).With(argument4)
            .Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static Task<TResult> RunAsync<T1, T2, T3, T4, TResult>(
        this IProcessPool pool,
        Func<T1, T2, T3, T4, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).With(argument4)
            .Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static Task<TResult> RunAsync<T1, T2, T3, T4, TResult>(
        this IProcessPool pool,
        Func<T1, T2, T3, T4, CancellationToken, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).With(argument4)
            .Run(options, DeclaredResult<TResult>.Instance, cancellationToken);
}

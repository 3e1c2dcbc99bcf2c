using System.Runtime.CompilerServices;
using Troupe.Jobs;
using Troupe.Jobs.Calls;

namespace Troupe;

/// <summary>Jobs that are submitted, with a handle and callbacks. Safe for any thread.</summary>
public static class SubmitExtensions
{
    /// <summary>
    /// Accepts a job and returns at once. The callbacks run on the thread pool, one at a time for this job; what they
    /// throw is raised as <c>ProcessPool.CallbackFailed</c> and stops nothing.
    /// </summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="pool">The pool.</param>
    /// <param name="function">The function; see
    /// <see cref="RunExtensions.RunAsync{TResult}(IProcessPool, Func{TResult}, JobOptions?, CancellationToken)"/>.</param>
    /// <param name="onResult">Called with the result of a job that succeeded.</param>
    /// <param name="onError">Called with the error of a job that failed or was cancelled.</param>
    /// <param name="options">How the job is handled; null means all defaults.</param>
    /// <returns>The job.</returns>
    /// <exception cref="PayloadNotEncodableException">An argument, a captured variable or the result cannot travel; the text names
    /// it.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolClosedException">The pool no longer accepts jobs.</exception>
    /// <exception cref="QueueFullException">The queue is full; this call never waits.</exception>
    public static JobHandle<TResult> Submit<TResult>(
        this IProcessPool pool,
        Func<TResult> function,
        Action<TResult>? onResult = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).Submit(options, DeclaredResult<TResult>.Instance, onResult, onError);

    /// <inheritdoc cref="Submit{TResult}(IProcessPool, Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static JobHandle<TResult> Submit<TResult>(
        this IProcessPool pool,
        Func<Task<TResult>> function,
        Action<TResult>? onResult = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).Submit(options, DeclaredResult<TResult>.Instance, onResult, onError);

    /// <summary>Accepts a job without a result and returns at once; see the overload with a result.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="function">The function.</param>
    /// <param name="onDone">Called when the job has succeeded.</param>
    /// <param name="onError">Called with the error of a job that failed or was cancelled.</param>
    /// <param name="options">How the job is handled; null means all defaults.</param>
    /// <returns>The job.</returns>
    /// <exception cref="PayloadNotEncodableException">An argument or a captured variable cannot travel; the text names it.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolClosedException">The pool no longer accepts jobs.</exception>
    /// <exception cref="QueueFullException">The queue is full; this call never waits.</exception>
    public static JobHandle Submit(
        this IProcessPool pool,
        Action function,
        Action? onDone = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).Submit(options, NoResult.Instance, onDone, onError);

    /// <inheritdoc cref="Submit(IProcessPool, Action, Action?, Action{Exception}?, JobOptions?)"/>
    public static JobHandle Submit(
        this IProcessPool pool,
        Func<Task> function,
        Action? onDone = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).Submit(options, NoResult.Instance, onDone, onError);

    /// <inheritdoc cref="Submit{TResult}(IProcessPool, Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    public static JobHandle<TResult> Submit<T1, TResult>(
        this IProcessPool pool,
        Func<T1, TResult> function,
        T1 argument1,
        Action<TResult>? onResult = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).Submit(options, DeclaredResult<TResult>.Instance, onResult, onError);

    /// <inheritdoc cref="Submit{TResult}(IProcessPool, Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static JobHandle<TResult> Submit<T1, TResult>(
        this IProcessPool pool,
        Func<T1, Task<TResult>> function,
        T1 argument1,
        Action<TResult>? onResult = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).Submit(options, DeclaredResult<TResult>.Instance, onResult, onError);

    /// <inheritdoc cref="Submit(IProcessPool, Action, Action?, Action{Exception}?, JobOptions?)"/>
    public static JobHandle Submit<T1>(
        this IProcessPool pool,
        Action<T1> function,
        T1 argument1,
        Action? onDone = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).Submit(options, NoResult.Instance, onDone, onError);

    /// <inheritdoc cref="Submit(IProcessPool, Action, Action?, Action{Exception}?, JobOptions?)"/>
    public static JobHandle Submit<T1>(
        this IProcessPool pool,
        Func<T1, Task> function,
        T1 argument1,
        Action? onDone = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).Submit(options, NoResult.Instance, onDone, onError);

    /// <inheritdoc cref="Submit{TResult}(IProcessPool, Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    public static JobHandle<TResult> Submit<T1, T2, TResult>(
        this IProcessPool pool,
        Func<T1, T2, TResult> function,
        T1 argument1,
        T2 argument2,
        Action<TResult>? onResult = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).With(argument2).Submit(options, DeclaredResult<TResult>.Instance, onResult, onError);

    /// <inheritdoc cref="Submit{TResult}(IProcessPool, Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static JobHandle<TResult> Submit<T1, T2, TResult>(
        this IProcessPool pool,
        Func<T1, T2, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        Action<TResult>? onResult = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).With(argument2).Submit(options, DeclaredResult<TResult>.Instance, onResult, onError);

    /// <inheritdoc cref="Submit(IProcessPool, Action, Action?, Action{Exception}?, JobOptions?)"/>
    public static JobHandle Submit<T1, T2>(
        this IProcessPool pool,
        Action<T1, T2> function,
        T1 argument1,
        T2 argument2,
        Action? onDone = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).With(argument2).Submit(options, NoResult.Instance, onDone, onError);

    /// <inheritdoc cref="Submit(IProcessPool, Action, Action?, Action{Exception}?, JobOptions?)"/>
    public static JobHandle Submit<T1, T2>(
        this IProcessPool pool,
        Func<T1, T2, Task> function,
        T1 argument1,
        T2 argument2,
        Action? onDone = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).With(argument2).Submit(options, NoResult.Instance, onDone, onError);

    /// <inheritdoc cref="Submit{TResult}(IProcessPool, Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    public static JobHandle<TResult> Submit<T1, T2, T3, TResult>(
        this IProcessPool pool,
        Func<T1, T2, T3, TResult> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        Action<TResult>? onResult = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3)
            .Submit(options, DeclaredResult<TResult>.Instance, onResult, onError);

    /// <inheritdoc cref="Submit{TResult}(IProcessPool, Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static JobHandle<TResult> Submit<T1, T2, T3, TResult>(
        this IProcessPool pool,
        Func<T1, T2, T3, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        Action<TResult>? onResult = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3)
            .Submit(options, DeclaredResult<TResult>.Instance, onResult, onError);

    /// <inheritdoc cref="Submit(IProcessPool, Action, Action?, Action{Exception}?, JobOptions?)"/>
    public static JobHandle Submit<T1, T2, T3>(
        this IProcessPool pool,
        Action<T1, T2, T3> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        Action? onDone = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).Submit(options, NoResult.Instance, onDone, onError);

    /// <inheritdoc cref="Submit(IProcessPool, Action, Action?, Action{Exception}?, JobOptions?)"/>
    public static JobHandle Submit<T1, T2, T3>(
        this IProcessPool pool,
        Func<T1, T2, T3, Task> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        Action? onDone = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).Submit(options, NoResult.Instance, onDone, onError);

    /// <inheritdoc cref="Submit{TResult}(IProcessPool, Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    public static JobHandle<TResult> Submit<T1, T2, T3, T4, TResult>(
        this IProcessPool pool,
        Func<T1, T2, T3, T4, TResult> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        Action<TResult>? onResult = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).With(argument4)
            .Submit(options, DeclaredResult<TResult>.Instance, onResult, onError);

    /// <inheritdoc cref="Submit{TResult}(IProcessPool, Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static JobHandle<TResult> Submit<T1, T2, T3, T4, TResult>(
        this IProcessPool pool,
        Func<T1, T2, T3, T4, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        Action<TResult>? onResult = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).With(argument4)
            .Submit(options, DeclaredResult<TResult>.Instance, onResult, onError);

    /// <inheritdoc cref="Submit(IProcessPool, Action, Action?, Action{Exception}?, JobOptions?)"/>
    public static JobHandle Submit<T1, T2, T3, T4>(
        this IProcessPool pool,
        Action<T1, T2, T3, T4> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        Action? onDone = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).With(argument4)
            .Submit(options, NoResult.Instance, onDone, onError);

    /// <inheritdoc cref="Submit(IProcessPool, Action, Action?, Action{Exception}?, JobOptions?)"/>
    public static JobHandle Submit<T1, T2, T3, T4>(
        this IProcessPool pool,
        Func<T1, T2, T3, T4, Task> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        Action? onDone = null,
        Action<Exception>? onError = null,
        JobOptions? options = null) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).With(argument4)
            .Submit(options, NoResult.Instance, onDone, onError);
}

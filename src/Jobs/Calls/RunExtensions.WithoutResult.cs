using System.Runtime.CompilerServices;
using Troupe.Jobs;
using Troupe.Jobs.Calls;

namespace Troupe;

public static partial class RunExtensions
{
    /// <summary>Runs a function without a result in a worker process; see the overload with a result for what it may be.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="function">The function.</param>
    /// <param name="options">How the job is handled; null means all defaults.</param>
    /// <param name="cancellationToken">Ends the job, as <see cref="JobHandle.Cancel"/> does.</param>
    /// <returns>A task that ends with the job.</returns>
    /// <exception cref="PayloadNotEncodableException">An argument or a captured variable cannot travel; the text names it.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolClosedException">The pool no longer accepts jobs.</exception>
    /// <exception cref="QueueFullException">The queue is full and the pool was told not to wait.</exception>
    public static Task RunAsync(
        this IProcessPool pool,
        Action function,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).Run(options, NoResult.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync(IProcessPool, Action, JobOptions?, CancellationToken)"/>
    public static Task RunAsync(
        this IProcessPool pool,
        Func<Task> function,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).Run(options, NoResult.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync(IProcessPool, Action, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static Task RunAsync(
        this IProcessPool pool,
        Func<CancellationToken, Task> function,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).Run(options, NoResult.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync(IProcessPool, Action, JobOptions?, CancellationToken)"/>
    public static Task RunAsync<T1>(
        this IProcessPool pool,
        Action<T1> function,
        T1 argument1,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).Run(options, NoResult.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync(IProcessPool, Action, JobOptions?, CancellationToken)"/>
    public static Task RunAsync<T1>(
        this IProcessPool pool,
        Func<T1, Task> function,
        T1 argument1,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).Run(options, NoResult.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync(IProcessPool, Action, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static Task RunAsync<T1>(
        this IProcessPool pool,
        Func<T1, CancellationToken, Task> function,
        T1 argument1,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).Run(options, NoResult.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync(IProcessPool, Action, JobOptions?, CancellationToken)"/>
    public static Task RunAsync<T1, T2>(
        this IProcessPool pool,
        Action<T1, T2> function,
        T1 argument1,
        T2 argument2,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).Run(options, NoResult.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync(IProcessPool, Action, JobOptions?, CancellationToken)"/>
    public static Task RunAsync<T1, T2>(
        this IProcessPool pool,
        Func<T1, T2, Task> function,
        T1 argument1,
        T2 argument2,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).Run(options, NoResult.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync(IProcessPool, Action, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static Task RunAsync<T1, T2>(
        this IProcessPool pool,
        Func<T1, T2, CancellationToken, Task> function,
        T1 argument1,
        T2 argument2,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).Run(options, NoResult.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync(IProcessPool, Action, JobOptions?, CancellationToken)"/>
    public static Task RunAsync<T1, T2, T3>(
        this IProcessPool pool,
        Action<T1, T2, T3> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).Run(options, NoResult.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync(IProcessPool, Action, JobOptions?, CancellationToken)"/>
    public static Task RunAsync<T1, T2, T3>(
        this IProcessPool pool,
        Func<T1, T2, T3, Task> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).Run(options, NoResult.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync(IProcessPool, Action, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static Task RunAsync<T1, T2, T3>(
        this IProcessPool pool,
        Func<T1, T2, T3, CancellationToken, Task> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).Run(options, NoResult.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync(IProcessPool, Action, JobOptions?, CancellationToken)"/>
    public static Task RunAsync<T1, T2, T3, T4>(
        this IProcessPool pool,
        Action<T1, T2, T3, T4> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).With(argument4)
            .Run(options, NoResult.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync(IProcessPool, Action, JobOptions?, CancellationToken)"/>
    public static Task RunAsync<T1, T2, T3, T4>(
        this IProcessPool pool,
        Func<T1, T2, T3, T4, Task> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).With(argument4)
            .Run(options, NoResult.Instance, cancellationToken);

    /// <inheritdoc cref="RunAsync(IProcessPool, Action, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static Task RunAsync<T1, T2, T3, T4>(
        this IProcessPool pool,
        Func<T1, T2, T3, T4, CancellationToken, Task> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        JobOptions? options = null,
        CancellationToken cancellationToken = default) =>
        pool.Begin(function).With(argument1).With(argument2).With(argument3).With(argument4)
            .Run(options, NoResult.Instance, cancellationToken);
}

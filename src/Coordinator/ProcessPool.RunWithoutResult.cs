using System.Runtime.CompilerServices;
using Troupe.Jobs;

namespace Troupe;

public sealed partial class ProcessPool
{
    /// <summary>Runs a function without a result in a worker process; see the overload with a result for what it may be.</summary>
    /// <param name="function">The function.</param>
    /// <param name="options">How the job is handled; null means all defaults.</param>
    /// <param name="cancellationToken">Ends the job, as <see cref="JobHandle.Cancel"/> does.</param>
    /// <returns>A task that ends with the job.</returns>
    /// <exception cref="PayloadNotEncodableException">An argument or a captured variable cannot travel; the text names it.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolClosedException">The pool takes no more jobs.</exception>
    /// <exception cref="QueueFullException">The queue is full and the pool was told not to wait.</exception>
    public Task RunAsync(Action function, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).Returning(Options(options), NoResult.Instance), cancellationToken);

    /// <inheritdoc cref="RunAsync(Action, JobOptions?, CancellationToken)"/>
    public Task RunAsync(Func<Task> function, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).Returning(Options(options), NoResult.Instance), cancellationToken);

    /// <inheritdoc cref="RunAsync(Action, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public Task RunAsync(Func<CancellationToken, Task> function, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).Returning(Options(options), NoResult.Instance), cancellationToken);

    /// <inheritdoc cref="RunAsync(Action, JobOptions?, CancellationToken)"/>
    public Task RunAsync<T1>(Action<T1> function, T1 argument1, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).With(argument1).Returning(Options(options), NoResult.Instance), cancellationToken);

    /// <inheritdoc cref="RunAsync(Action, JobOptions?, CancellationToken)"/>
    public Task RunAsync<T1>(Func<T1, Task> function, T1 argument1, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).With(argument1).Returning(Options(options), NoResult.Instance), cancellationToken);

    /// <inheritdoc cref="RunAsync(Action, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public Task RunAsync<T1>(Func<T1, CancellationToken, Task> function, T1 argument1, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).With(argument1).Returning(Options(options), NoResult.Instance), cancellationToken);

    /// <inheritdoc cref="RunAsync(Action, JobOptions?, CancellationToken)"/>
    public Task RunAsync<T1, T2>(Action<T1, T2> function, T1 argument1, T2 argument2, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).With(argument1).With(argument2).Returning(Options(options), NoResult.Instance), cancellationToken);

    /// <inheritdoc cref="RunAsync(Action, JobOptions?, CancellationToken)"/>
    public Task RunAsync<T1, T2>(Func<T1, T2, Task> function, T1 argument1, T2 argument2, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).With(argument1).With(argument2).Returning(Options(options), NoResult.Instance), cancellationToken);

    /// <inheritdoc cref="RunAsync(Action, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public Task RunAsync<T1, T2>(Func<T1, T2, CancellationToken, Task> function, T1 argument1, T2 argument2, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).With(argument1).With(argument2).Returning(Options(options), NoResult.Instance), cancellationToken);

    /// <inheritdoc cref="RunAsync(Action, JobOptions?, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3>(Action<T1, T2, T3> function, T1 argument1, T2 argument2, T3 argument3, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).With(argument1).With(argument2).With(argument3).Returning(Options(options), NoResult.Instance), cancellationToken);

    /// <inheritdoc cref="RunAsync(Action, JobOptions?, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3>(Func<T1, T2, T3, Task> function, T1 argument1, T2 argument2, T3 argument3, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).With(argument1).With(argument2).With(argument3).Returning(Options(options), NoResult.Instance), cancellationToken);

    /// <inheritdoc cref="RunAsync(Action, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public Task RunAsync<T1, T2, T3>(Func<T1, T2, T3, CancellationToken, Task> function, T1 argument1, T2 argument2, T3 argument3, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).With(argument1).With(argument2).With(argument3).Returning(Options(options), NoResult.Instance), cancellationToken);

    /// <inheritdoc cref="RunAsync(Action, JobOptions?, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).With(argument1).With(argument2).With(argument3).With(argument4).Returning(Options(options), NoResult.Instance), cancellationToken);

    /// <inheritdoc cref="RunAsync(Action, JobOptions?, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).With(argument1).With(argument2).With(argument3).With(argument4).Returning(Options(options), NoResult.Instance), cancellationToken);

    /// <inheritdoc cref="RunAsync(Action, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public Task RunAsync<T1, T2, T3, T4>(Func<T1, T2, T3, T4, CancellationToken, Task> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(Call.Begin(_backend, function).With(argument1).With(argument2).With(argument3).With(argument4).Returning(Options(options), NoResult.Instance), cancellationToken);
}

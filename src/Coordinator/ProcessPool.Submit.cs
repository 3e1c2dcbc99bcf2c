using System.Runtime.CompilerServices;
using Troupe.Jobs;

namespace Troupe;

public sealed partial class ProcessPool
{
    /// <summary>
    /// Accepts a job and returns at once. The callbacks run on the thread pool, one at a time for this job; what they
    /// throw is raised as <see cref="CallbackFailed"/> and stops nothing.
    /// </summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function; see <see cref="RunAsync{TResult}(Func{TResult}, JobOptions?, CancellationToken)"/>.</param>
    /// <param name="onResult">Called with the result of a job that succeeded.</param>
    /// <param name="onError">Called with the error of a job that failed or was cancelled.</param>
    /// <param name="options">How the job is handled; null means all defaults.</param>
    /// <returns>The job.</returns>
    /// <exception cref="PayloadNotEncodableException">An argument, a captured variable or the result cannot travel; the text names it.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolClosedException">The pool takes no more jobs.</exception>
    /// <exception cref="QueueFullException">The queue is full; this call never waits.</exception>
    public JobHandle<TResult> Submit<TResult>(Func<TResult> function, Action<TResult>? onResult = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).Returning(Options(options), DeclaredResult<TResult>.Instance), onResult, onError);

    /// <inheritdoc cref="Submit{TResult}(Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public JobHandle<TResult> Submit<TResult>(Func<Task<TResult>> function, Action<TResult>? onResult = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).Returning(Options(options), DeclaredResult<TResult>.Instance), onResult, onError);

    /// <summary>Accepts a job without a result and returns at once; see the overload with a result.</summary>
    /// <param name="function">The function.</param>
    /// <param name="onDone">Called when the job has succeeded.</param>
    /// <param name="onError">Called with the error of a job that failed or was cancelled.</param>
    /// <param name="options">How the job is handled; null means all defaults.</param>
    /// <returns>The job.</returns>
    /// <exception cref="PayloadNotEncodableException">An argument or a captured variable cannot travel; the text names it.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolClosedException">The pool takes no more jobs.</exception>
    /// <exception cref="QueueFullException">The queue is full; this call never waits.</exception>
    public JobHandle Submit(Action function, Action? onDone = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).Returning(Options(options), NoResult.Instance), onDone, onError);

    /// <inheritdoc cref="Submit(Action, Action?, Action{Exception}?, JobOptions?)"/>
    public JobHandle Submit(Func<Task> function, Action? onDone = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).Returning(Options(options), NoResult.Instance), onDone, onError);

    /// <inheritdoc cref="Submit{TResult}(Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    public JobHandle<TResult> Submit<T1, TResult>(Func<T1, TResult> function, T1 argument1, Action<TResult>? onResult = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).Returning(Options(options), DeclaredResult<TResult>.Instance), onResult, onError);

    /// <inheritdoc cref="Submit{TResult}(Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public JobHandle<TResult> Submit<T1, TResult>(Func<T1, Task<TResult>> function, T1 argument1, Action<TResult>? onResult = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).Returning(Options(options), DeclaredResult<TResult>.Instance), onResult, onError);

    /// <inheritdoc cref="Submit(Action, Action?, Action{Exception}?, JobOptions?)"/>
    public JobHandle Submit<T1>(Action<T1> function, T1 argument1, Action? onDone = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).Returning(Options(options), NoResult.Instance), onDone, onError);

    /// <inheritdoc cref="Submit(Action, Action?, Action{Exception}?, JobOptions?)"/>
    public JobHandle Submit<T1>(Func<T1, Task> function, T1 argument1, Action? onDone = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).Returning(Options(options), NoResult.Instance), onDone, onError);

    /// <inheritdoc cref="Submit{TResult}(Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    public JobHandle<TResult> Submit<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 argument1, T2 argument2, Action<TResult>? onResult = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).With(argument2).Returning(Options(options), DeclaredResult<TResult>.Instance), onResult, onError);

    /// <inheritdoc cref="Submit{TResult}(Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public JobHandle<TResult> Submit<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function, T1 argument1, T2 argument2, Action<TResult>? onResult = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).With(argument2).Returning(Options(options), DeclaredResult<TResult>.Instance), onResult, onError);

    /// <inheritdoc cref="Submit(Action, Action?, Action{Exception}?, JobOptions?)"/>
    public JobHandle Submit<T1, T2>(Action<T1, T2> function, T1 argument1, T2 argument2, Action? onDone = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).With(argument2).Returning(Options(options), NoResult.Instance), onDone, onError);

    /// <inheritdoc cref="Submit(Action, Action?, Action{Exception}?, JobOptions?)"/>
    public JobHandle Submit<T1, T2>(Func<T1, T2, Task> function, T1 argument1, T2 argument2, Action? onDone = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).With(argument2).Returning(Options(options), NoResult.Instance), onDone, onError);

    /// <inheritdoc cref="Submit{TResult}(Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    public JobHandle<TResult> Submit<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, T1 argument1, T2 argument2, T3 argument3, Action<TResult>? onResult = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).With(argument2).With(argument3).Returning(Options(options), DeclaredResult<TResult>.Instance), onResult, onError);

    /// <inheritdoc cref="Submit{TResult}(Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public JobHandle<TResult> Submit<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function, T1 argument1, T2 argument2, T3 argument3, Action<TResult>? onResult = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).With(argument2).With(argument3).Returning(Options(options), DeclaredResult<TResult>.Instance), onResult, onError);

    /// <inheritdoc cref="Submit(Action, Action?, Action{Exception}?, JobOptions?)"/>
    public JobHandle Submit<T1, T2, T3>(Action<T1, T2, T3> function, T1 argument1, T2 argument2, T3 argument3, Action? onDone = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).With(argument2).With(argument3).Returning(Options(options), NoResult.Instance), onDone, onError);

    /// <inheritdoc cref="Submit(Action, Action?, Action{Exception}?, JobOptions?)"/>
    public JobHandle Submit<T1, T2, T3>(Func<T1, T2, T3, Task> function, T1 argument1, T2 argument2, T3 argument3, Action? onDone = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).With(argument2).With(argument3).Returning(Options(options), NoResult.Instance), onDone, onError);

    /// <inheritdoc cref="Submit{TResult}(Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    public JobHandle<TResult> Submit<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, Action<TResult>? onResult = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).With(argument2).With(argument3).With(argument4).Returning(Options(options), DeclaredResult<TResult>.Instance), onResult, onError);

    /// <inheritdoc cref="Submit{TResult}(Func{TResult}, Action{TResult}?, Action{Exception}?, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public JobHandle<TResult> Submit<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, Action<TResult>? onResult = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).With(argument2).With(argument3).With(argument4).Returning(Options(options), DeclaredResult<TResult>.Instance), onResult, onError);

    /// <inheritdoc cref="Submit(Action, Action?, Action{Exception}?, JobOptions?)"/>
    public JobHandle Submit<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, Action? onDone = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).With(argument2).With(argument3).With(argument4).Returning(Options(options), NoResult.Instance), onDone, onError);

    /// <inheritdoc cref="Submit(Action, Action?, Action{Exception}?, JobOptions?)"/>
    public JobHandle Submit<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, Action? onDone = null, Action<Exception>? onError = null, JobOptions? options = null) =>
        Accept(Call.Begin(_backend, function).With(argument1).With(argument2).With(argument3).With(argument4).Returning(Options(options), NoResult.Instance), onDone, onError);
}

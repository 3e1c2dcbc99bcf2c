using System.Runtime.CompilerServices;
using Troupe.Jobs;
using Troupe.Jobs.Calls;
using Troupe.PoolJobs;

namespace Troupe;

/// <summary>
/// A call as a message, for <see cref="ProcessPool.ActorRef"/> and its routees: the answer is the job's result, or <c>Status.Failure</c>
/// with the job's exception; where the job has no result, or the result is null, it is <c>Akka.Done.Instance</c>. Immutable: the function,
/// what it has captured and its arguments are encoded when it is made, and it may be told several times, to several pools of this process.
/// </summary>
/// <remarks>
/// Cultures and the activity that flow with a job are those of the code that makes the message. It is for actors of this process: it does
/// not travel by Akka.Remote.
/// </remarks>
public sealed class PoolJob
{
    private readonly EncodedCall _call;
    private readonly JobOptions? _options;

    private PoolJob(EncodedCall call, JobOptions? options) => (_call, _options) = (call, options);

    /// <summary>The job's name, as logs and errors show it.</summary>
    public string Name => _options?.Name ?? _call.Name;

    /// <summary>
    /// A call with a result. The function is a static method, a lambda, which may capture plain data, or an instance method of a plain
    /// object; async bodies and bodies with a token work alike.
    /// </summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="options">How the job is handled; null means all defaults.</param>
    /// <returns>The message.</returns>
    /// <exception cref="PayloadNotEncodableException">An argument, a captured variable or the result cannot travel; the text names
    /// it.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    public static PoolJob Of<TResult>(Func<TResult> function, JobOptions? options = null) =>
        new(EncodedCallWriter.Begin(function).Returning(DeclaredResult<TResult>.Instance), options);

    /// <inheritdoc cref="Of{TResult}(Func{TResult}, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static PoolJob Of<TResult>(Func<Task<TResult>> function, JobOptions? options = null) =>
        new(EncodedCallWriter.Begin(function).Returning(DeclaredResult<TResult>.Instance), options);

    /// <inheritdoc cref="Of{TResult}(Func{TResult}, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static PoolJob Of<TResult>(Func<CancellationToken, Task<TResult>> function, JobOptions? options = null) =>
        new(EncodedCallWriter.Begin(function).Returning(DeclaredResult<TResult>.Instance), options);

    /// <inheritdoc cref="Of{TResult}(Func{TResult}, JobOptions?)"/>
    public static PoolJob Of<T1, TResult>(Func<T1, TResult> function, T1 argument1, JobOptions? options = null) =>
        new(EncodedCallWriter.Begin(function).With(argument1).Returning(DeclaredResult<TResult>.Instance), options);

    /// <inheritdoc cref="Of{TResult}(Func{TResult}, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static PoolJob Of<T1, TResult>(Func<T1, Task<TResult>> function, T1 argument1, JobOptions? options = null) =>
        new(EncodedCallWriter.Begin(function).With(argument1).Returning(DeclaredResult<TResult>.Instance), options);

    /// <inheritdoc cref="Of{TResult}(Func{TResult}, JobOptions?)"/>
    public static PoolJob Of<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 argument1, T2 argument2, JobOptions? options = null) =>
        new(EncodedCallWriter.Begin(function).With(argument1).With(argument2).Returning(DeclaredResult<TResult>.Instance), options);

    /// <inheritdoc cref="Of{TResult}(Func{TResult}, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static PoolJob Of<T1, T2, TResult>(
        Func<T1, T2, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        JobOptions? options = null) =>
        new(EncodedCallWriter.Begin(function).With(argument1).With(argument2).Returning(DeclaredResult<TResult>.Instance), options);

    /// <summary>A call without a result; see the overload with a result for what it may be.</summary>
    /// <param name="function">The function.</param>
    /// <param name="options">How the job is handled; null means all defaults.</param>
    /// <returns>The message.</returns>
    /// <exception cref="PayloadNotEncodableException">An argument or a captured variable cannot travel; the text names it.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    public static PoolJob Of(Action function, JobOptions? options = null) =>
        new(EncodedCallWriter.Begin(function).Returning(NoResult.Instance), options);

    /// <inheritdoc cref="Of(Action, JobOptions?)"/>
    public static PoolJob Of(Func<Task> function, JobOptions? options = null) =>
        new(EncodedCallWriter.Begin(function).Returning(NoResult.Instance), options);

    /// <inheritdoc cref="Of(Action, JobOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static PoolJob Of(Func<CancellationToken, Task> function, JobOptions? options = null) =>
        new(EncodedCallWriter.Begin(function).Returning(NoResult.Instance), options);

    /// <inheritdoc cref="Of(Action, JobOptions?)"/>
    public static PoolJob Of<T1>(Action<T1> function, T1 argument1, JobOptions? options = null) =>
        new(EncodedCallWriter.Begin(function).With(argument1).Returning(NoResult.Instance), options);

    /// <inheritdoc cref="Of(Action, JobOptions?)"/>
    public static PoolJob Of<T1>(Func<T1, Task> function, T1 argument1, JobOptions? options = null) =>
        new(EncodedCallWriter.Begin(function).With(argument1).Returning(NoResult.Instance), options);

    /// <inheritdoc cref="Of(Action, JobOptions?)"/>
    public static PoolJob Of<T1, T2>(Action<T1, T2> function, T1 argument1, T2 argument2, JobOptions? options = null) =>
        new(EncodedCallWriter.Begin(function).With(argument1).With(argument2).Returning(NoResult.Instance), options);

    /// <inheritdoc cref="Of(Action, JobOptions?)"/>
    public static PoolJob Of<T1, T2>(Func<T1, T2, Task> function, T1 argument1, T2 argument2, JobOptions? options = null) =>
        new(EncodedCallWriter.Begin(function).With(argument1).With(argument2).Returning(NoResult.Instance), options);

    /// <summary>For messages about the job.</summary>
    /// <returns>Its name.</returns>
    public override string ToString() => $"PoolJob({Name})";

    /// <summary>Has a pool run it.</summary>
    internal Task<object?> RunAsync(IPoolBackend pool, int onlySlot) => _call.RunAsync(pool, _options, onlySlot);
}

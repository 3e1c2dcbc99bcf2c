using System.Runtime.CompilerServices;
using Troupe.Children;
using Troupe.Jobs;
using Troupe.Jobs.Calls;

namespace Troupe;

public partial class ChildProcess
{
    /// <summary>
    /// Starts a process that runs a function and ends with it. The function is a static method, a lambda, which may capture
    /// plain data, or an instance method of a plain object; async bodies and bodies with a token work alike. Arguments and
    /// captured variables travel as copies. Blocks for the few milliseconds that the system takes to start a process.
    /// </summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function. Its token, if it takes one, is cancelled by <see cref="Terminate"/>.</param>
    /// <param name="options">Name, output, environment; null means all defaults.</param>
    /// <returns>The process, which runs.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the text names it.</exception>
    /// <exception cref="PayloadNotEncodableException">An argument, a captured variable or the result cannot travel; the text names
    /// it.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolStartException">The process could not be started; the inner exception tells why.</exception>
    public static ChildProcess<TResult> Start<TResult>(Func<TResult> function, ChildProcessOptions? options = null) =>
        Launch(
            Call.Begin(ChildCall.Prepare(options, out var call), function).Returning(JobOptions.Default, DeclaredResult<TResult>.Instance),
            call);

    /// <inheritdoc cref="Start{TResult}(Func{TResult}, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static ChildProcess<TResult> Start<TResult>(Func<Task<TResult>> function, ChildProcessOptions? options = null) =>
        Launch(
            Call.Begin(ChildCall.Prepare(options, out var call), function).Returning(JobOptions.Default, DeclaredResult<TResult>.Instance),
            call);

    /// <inheritdoc cref="Start{TResult}(Func{TResult}, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static ChildProcess<TResult> Start<TResult>(
        Func<CancellationToken, Task<TResult>> function,
        ChildProcessOptions? options = null) =>
        Launch(
            Call.Begin(ChildCall.Prepare(options, out var call), function).Returning(JobOptions.Default, DeclaredResult<TResult>.Instance),
            call);

    /// <inheritdoc cref="Start{TResult}(Func{TResult}, ChildProcessOptions?)"/>
    public static ChildProcess<TResult> Start<T1, TResult>(Func<T1, TResult> function, T1 argument1, ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1)
            .Returning(JobOptions.Default, DeclaredResult<TResult>.Instance), call);

    /// <inheritdoc cref="Start{TResult}(Func{TResult}, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static ChildProcess<TResult> Start<T1, TResult>(
        Func<T1, Task<TResult>> function,
        T1 argument1,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1)
            .Returning(JobOptions.Default, DeclaredResult<TResult>.Instance), call);

    /// <inheritdoc cref="Start{TResult}(Func{TResult}, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static ChildProcess<TResult> Start<T1, TResult>(
        Func<T1, CancellationToken, Task<TResult>> function,
        T1 argument1,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1)
            .Returning(JobOptions.Default, DeclaredResult<TResult>.Instance), call);

    /// <inheritdoc cref="Start{TResult}(Func{TResult}, ChildProcessOptions?)"/>
    public static ChildProcess<TResult> Start<T1, T2, TResult>(
        Func<T1, T2, TResult> function,
        T1 argument1,
        T2 argument2,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2)
            .Returning(JobOptions.Default, DeclaredResult<TResult>.Instance), call);

    /// <inheritdoc cref="Start{TResult}(Func{TResult}, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static ChildProcess<TResult> Start<T1, T2, TResult>(
        Func<T1, T2, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2)
            .Returning(JobOptions.Default, DeclaredResult<TResult>.Instance), call);

    /// <inheritdoc cref="Start{TResult}(Func{TResult}, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static ChildProcess<TResult> Start<T1, T2, TResult>(
        Func<T1, T2, CancellationToken, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2)
            .Returning(JobOptions.Default, DeclaredResult<TResult>.Instance), call);

    /// <inheritdoc cref="Start{TResult}(Func{TResult}, ChildProcessOptions?)"/>
    public static ChildProcess<TResult> Start<T1, T2, T3, TResult>(
        Func<T1, T2, T3, TResult> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2).With(argument3)
            .Returning(JobOptions.Default, DeclaredResult<TResult>.Instance), call);

    /// <inheritdoc cref="Start{TResult}(Func{TResult}, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static ChildProcess<TResult> Start<T1, T2, T3, TResult>(
        Func<T1, T2, T3, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2).With(argument3)
            .Returning(JobOptions.Default, DeclaredResult<TResult>.Instance), call);

    /// <inheritdoc cref="Start{TResult}(Func{TResult}, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static ChildProcess<TResult> Start<T1, T2, T3, TResult>(
        Func<T1, T2, T3, CancellationToken, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2).With(argument3)
            .Returning(JobOptions.Default, DeclaredResult<TResult>.Instance), call);

    /// <inheritdoc cref="Start{TResult}(Func{TResult}, ChildProcessOptions?)"/>
    public static ChildProcess<TResult> Start<T1, T2, T3, T4, TResult>(
        Func<T1, T2, T3, T4, TResult> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2).With(argument3)
            .With(argument4)
            .Returning(JobOptions.Default, DeclaredResult<TResult>.Instance), call);

    /// <inheritdoc cref="Start{TResult}(Func{TResult}, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static ChildProcess<TResult> Start<T1, T2, T3, T4, TResult>(
        Func<T1, T2, T3, T4, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2).With(argument3)
            .With(argument4)
            .Returning(JobOptions.Default, DeclaredResult<TResult>.Instance), call);

    /// <inheritdoc cref="Start{TResult}(Func{TResult}, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.TokenAndResult)]
    public static ChildProcess<TResult> Start<T1, T2, T3, T4, TResult>(
        Func<T1, T2, T3, T4, CancellationToken, Task<TResult>> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2).With(argument3)
            .With(argument4)
            .Returning(JobOptions.Default, DeclaredResult<TResult>.Instance), call);
}

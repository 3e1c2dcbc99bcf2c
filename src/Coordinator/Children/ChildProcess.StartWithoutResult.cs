using System.Runtime.CompilerServices;
using Troupe.Children;
using Troupe.Jobs;
using Troupe.Jobs.Calls;

namespace Troupe;

public partial class ChildProcess
{
    /// <summary>
    /// Starts a process that runs a function without a result and ends with it. The function is a static method, a lambda, which may
    /// capture plain data, or an instance method of a plain object; async bodies and bodies with a token work alike. Arguments and captured
    /// variables travel as copies. Blocks for the few milliseconds that the system takes to start a process.
    /// </summary>
    /// <param name="function">The function. Its token, if it takes one, is cancelled by <see cref="Terminate"/>.</param>
    /// <param name="options">Name, output, environment; null means all defaults.</param>
    /// <returns>The process, which runs.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the text names it.</exception>
    /// <exception cref="PayloadNotEncodableException">An argument or a captured variable cannot travel; the text names it.</exception>
    /// <exception cref="FunctionRefusedException">The function belongs to the framework or cannot be called elsewhere.</exception>
    /// <exception cref="PoolStartException">The process could not be started; the inner exception tells why.</exception>
    public static ChildProcess Start(Action function, ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).Returning(JobOptions.Default, NoResult.Instance), call);

    /// <inheritdoc cref="Start(Action, ChildProcessOptions?)"/>
    public static ChildProcess Start(Func<Task> function, ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).Returning(JobOptions.Default, NoResult.Instance), call);

    /// <inheritdoc cref="Start(Action, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static ChildProcess Start(Func<CancellationToken, Task> function, ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).Returning(JobOptions.Default, NoResult.Instance), call);

    /// <inheritdoc cref="Start(Action, ChildProcessOptions?)"/>
    public static ChildProcess Start<T1>(Action<T1> function, T1 argument1, ChildProcessOptions? options = null) =>
        Launch(
            Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).Returning(JobOptions.Default, NoResult.Instance),
            call);

    /// <inheritdoc cref="Start(Action, ChildProcessOptions?)"/>
    public static ChildProcess Start<T1>(Func<T1, Task> function, T1 argument1, ChildProcessOptions? options = null) =>
        Launch(
            Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).Returning(JobOptions.Default, NoResult.Instance),
            call);

    /// <inheritdoc cref="Start(Action, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static ChildProcess Start<T1>(Func<T1, CancellationToken, Task> function, T1 argument1, ChildProcessOptions? options = null) =>
        Launch(
            Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).Returning(JobOptions.Default, NoResult.Instance),
            call);

    /// <inheritdoc cref="Start(Action, ChildProcessOptions?)"/>
    public static ChildProcess Start<T1, T2>(Action<T1, T2> function, T1 argument1, T2 argument2, ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2)
            .Returning(JobOptions.Default, NoResult.Instance), call);

    /// <inheritdoc cref="Start(Action, ChildProcessOptions?)"/>
    public static ChildProcess Start<T1, T2>(
        Func<T1, T2, Task> function,
        T1 argument1,
        T2 argument2,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2)
            .Returning(JobOptions.Default, NoResult.Instance), call);

    /// <inheritdoc cref="Start(Action, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static ChildProcess Start<T1, T2>(
        Func<T1, T2, CancellationToken, Task> function,
        T1 argument1,
        T2 argument2,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2)
            .Returning(JobOptions.Default, NoResult.Instance), call);

    /// <inheritdoc cref="Start(Action, ChildProcessOptions?)"/>
    public static ChildProcess Start<T1, T2, T3>(
        Action<T1, T2, T3> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2).With(argument3)
            .Returning(JobOptions.Default, NoResult.Instance), call);

    /// <inheritdoc cref="Start(Action, ChildProcessOptions?)"/>
    public static ChildProcess Start<T1, T2, T3>(
        Func<T1, T2, T3, Task> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2).With(argument3)
            .Returning(JobOptions.Default, NoResult.Instance), call);

    /// <inheritdoc cref="Start(Action, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static ChildProcess Start<T1, T2, T3>(
        Func<T1, T2, T3, CancellationToken, Task> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2).With(argument3)
            .Returning(JobOptions.Default, NoResult.Instance), call);

    /// <inheritdoc cref="Start(Action, ChildProcessOptions?)"/>
    public static ChildProcess Start<T1, T2, T3, T4>(
        Action<T1, T2, T3, T4> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2).With(argument3)
            .With(argument4)
            .Returning(JobOptions.Default, NoResult.Instance), call);

    /// <inheritdoc cref="Start(Action, ChildProcessOptions?)"/>
    public static ChildProcess Start<T1, T2, T3, T4>(
        Func<T1, T2, T3, T4, Task> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2).With(argument3)
            .With(argument4)
            .Returning(JobOptions.Default, NoResult.Instance), call);

    /// <inheritdoc cref="Start(Action, ChildProcessOptions?)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public static ChildProcess Start<T1, T2, T3, T4>(
        Func<T1, T2, T3, T4, CancellationToken, Task> function,
        T1 argument1,
        T2 argument2,
        T3 argument3,
        T4 argument4,
        ChildProcessOptions? options = null) =>
        Launch(Call.Begin(ChildCall.Prepare(options, out var call), function).With(argument1).With(argument2).With(argument3)
            .With(argument4)
            .Returning(JobOptions.Default, NoResult.Instance), call);
}

using Troupe.Jobs;
using Troupe.Messages.Functions;

namespace Troupe.Hosting;

/// <summary>Calls of functions whose first parameter is the hosted object.</summary>
internal static class HostedCalls
{
    public static Task<TResult> RunHosted<TResult>(
        this IPoolBackend process,
        Delegate call,
        JobOptions? options,
        CancellationToken cancellationToken) =>
        Call.Begin(process, call, FunctionRole.InstanceCall).Run(options, DeclaredResult<TResult>.Instance, cancellationToken);

    public static Task RunHosted(this IPoolBackend process, Delegate call, JobOptions? options, CancellationToken cancellationToken) =>
        Call.Begin(process, call, FunctionRole.InstanceCall).Run(options, NoResult.Instance, cancellationToken);
}

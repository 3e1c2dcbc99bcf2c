using Microsoft.Extensions.Logging;
using Troupe.Jobs;
using Troupe.Jobs.Logging;
using Troupe.Jobs.Nested;
using Troupe.Messages.Functions;
using Troupe.Messages.Handshakes;
using Troupe.Messages.Payloads;
using Troupe.Sessions;
using Troupe.SharedState;

namespace Troupe.Coordination;

/// <summary>What each worker of a pool is told with its welcome: made once, sent to each process.</summary>
internal static class WorkerWelcome
{
    /// <summary>The settings of a pool's workers, as bytes.</summary>
    /// <param name="options">The pool's.</param>
    /// <param name="hosted">The object that its worker hosts; null for an ordinary pool.</param>
    /// <param name="child">What the child process is called; null for a pool.</param>
    /// <param name="log">Where the jobs' lines go.</param>
    /// <exception cref="ArgumentException">The initializer takes arguments.</exception>
    public static byte[] Encode(ProcessPoolOptions options, HostedInstanceSetup? hosted, string? child, GuardedLogger log) =>
        (Settings(options, hosted) with { ProcessName = child, LogLevels = LevelsOf(log) }).Encode();

    private static WorkerSettings Settings(ProcessPoolOptions options, HostedInstanceSetup? hosted) => new()
    {
        PoolSize = options.Workers,
        HeartbeatMilliseconds = 100,
        MaxMessageBytes = options.MaxMessageBytes,
        SpaceId = SharedSpace.Id,
        PluginPath = options.PluginPath is { } application ? Path.GetFullPath(application) : null,
        AllowedAssemblies = options.AllowedAssemblies?.ToArray(),
        Initializer = options.AnyInitializer is { } initializer ? Encode(initializer, FunctionRole.Plain) : null,
        InstanceFactory = hosted?.Factory is { } factory ? Encode(factory, FunctionRole.Factory) : null,
        HostsActor = hosted?.Actor is not null,
        Retry = options.Retry == RetryPolicy.None ? default : RetryPolicyCodec.Encode(options.Retry),
        FlowCulture = options.FlowCulture,
        Caller = options.Initializer is null && hosted is null ? default : CallerCapture.Bytes(options.FlowCulture),
    };

    /// <summary>What is called at the start.</summary>
    private static (byte[] Function, byte[] Arguments) Encode(Delegate initializer, FunctionRole role)
    {
        var function = Function.Of(initializer, role);
        if (function.ParameterCount > 0)
        {
            throw new ArgumentException(
                $"The initializer {function.DisplayName} takes arguments; capture them in a lambda: () => Initialize(…).",
                nameof(initializer));
        }

        using var writer = new PayloadWriter();
        if (function.HasTarget)
            function.WriteTarget(writer, initializer);
        return (PoolFunction.Encode(function), writer.WrittenSpan.ToArray());
    }

    /// <summary>What a job need not send. A level that is enabled later is not logged by workers that were told before.</summary>
    private static byte LevelsOf(GuardedLogger log)
    {
        var levels = 0;
        for (var level = LogLevel.Trace; level < LogLevel.None; level++)
            levels |= log.IsEnabled(level) ? 1 << (int)level : 0;
        return (byte)levels;
    }
}

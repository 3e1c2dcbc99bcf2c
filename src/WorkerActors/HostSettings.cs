using System.Numerics;
using Akka.Configuration;
using Troupe.Control;

namespace Troupe.WorkerActors;

/// <summary>The settings of the actor system of a worker: Akka's own, but for what concerns the process, which is Troupe's.</summary>
internal static class HostSettings
{
    public const string SystemName = "troupe";

    /// <summary>The actor above the user's.</summary>
    public const string HostName = "worker";

    /// <summary>The user's actor.</summary>
    public const string HostedName = "hosted";

    private static readonly string[] s_levels = ["DEBUG", "DEBUG", "INFO", "WARNING", "ERROR", "ERROR"];

    /// <summary>No JSON of Newtonsoft's, no hook into signals or the end of the process, no tick, and a log that goes to the
    /// pool's.</summary>
    /// <remarks>One key per line: Akka's parser fails on a comma after a brace.</remarks>
    /// <param name="levels">The levels that the pool's logger has enabled, as bits.</param>
    public static Config For(byte levels)
    {
        var level = BitOperations.TrailingZeroCount(levels);
        var isLogged = level < s_levels.Length;
        return ConfigurationFactory.ParseString($$"""
            akka {
              loggers = [{{(isLogged ? $"\"{Name<PoolLogger>()}\"" : "")}}]
              loglevel = {{(isLogged ? s_levels[level] : "OFF")}}
              stdout-loglevel = OFF
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              coordinated-shutdown.run-by-actor-system-terminate = off
              scheduler.implementation = "{{Name<TimeProviderScheduler>()}}"
              actor.serializers.json = "{{Name<NoSerializer>()}}"
            }
            """);
    }

    private static string Name<T>() => $"{typeof(T).FullName}, {typeof(T).Assembly.GetName().Name}";
}

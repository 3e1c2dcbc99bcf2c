namespace Troupe.Control;

/// <summary>The settings of a system that Troupe makes for itself, which the application is not to notice.</summary>
internal static class LocalSettings
{
    /// <summary>
    /// No log (what goes wrong is told by Troupe's own), no JSON, no hook into signals or the end of the process, nothing on the
    /// thread pool, no tick.
    /// </summary>
    /// <remarks>
    /// One key per line: Akka's parser fails on a comma after a brace. Without <c>throughput-deadline-time</c>: any value above
    /// zero makes it one message per run. Coordinated shutdown is what takes SIGTERM, Ctrl+C and the end of the process for itself:
    /// with the one hook off, ending the system makes none, and with the other one off, one that was made all the same leaves the
    /// process alone.
    /// </remarks>
    public static string Text { get; } = $$"""
        akka {
          loggers = []
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          coordinated-shutdown.run-by-actor-system-terminate = off
          scheduler.implementation = "{{Name<TimeProviderScheduler>()}}"
          actor {
            serializers.json = "{{Name<NoSerializer>()}}"
            default-dispatcher.executor = "{{Name<ControlExecutorConfigurator>()}}"
            internal-dispatcher.executor = "{{Name<ControlExecutorConfigurator>()}}"
          }
        }
        {{ActorDispatcher.Text}}
        """;

    private static string Name<T>() => $"{typeof(T).FullName}, {typeof(T).Assembly.GetName().Name}";
}

using Akka.Actor;
using Akka.Configuration;

namespace Troupe.Control;

/// <summary>
/// What a pool's actors run on, in whatever system they are: not the thread pool, which is the application's and may be full. And what else
/// a system has to know for them.
/// </summary>
internal static class ActorDispatcher
{
    public const string Id = "troupe.dispatcher";

    private static readonly Lock s_gate = new();

    public static string Text { get; } = $$"""
        {{Id}} {
          type = Dispatcher
          executor = "{{typeof(ControlExecutorConfigurator).FullName}}, {{typeof(ControlExecutorConfigurator).Assembly.GetName().Name}}"
        }
        {{DrainMailbox.Id}} {
          mailbox-type = "{{typeof(DrainMailbox).FullName}}, {{typeof(DrainMailbox).Assembly.GetName().Name}}"
        }
        """;

    /// <summary>Makes it known to the application's system, whose settings need not name it.</summary>
    public static void AddTo(ActorSystem system)
    {
        lock (s_gate)
        {
            if (!system.Dispatchers.HasDispatcher(Id))
                system.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString(Text));
        }
    }

    /// <summary>An actor that runs on it. What is given to its constructor stays in this process.</summary>
    public static Props NewProps<T>(params object[] arguments)
        where T : ActorBase => Props.Create<T>(arguments).WithDispatcher(Id);
}

using Akka.Actor;
using Akka.Event;
using Troupe.Messages.Errors;
using Troupe.Messages.Logs;

namespace Troupe.WorkerActors;

/// <summary>Akka's logger in a worker: what actors log goes to the logger of the pool, as what jobs log does.</summary>
internal sealed class PoolLogger : UntypedActor
{
    /// <summary>Where it goes. Akka makes the logger by its name, and hands it nothing of ours.</summary>
    public static Action<JobLogEntry>? Sink { get; set; }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                break;
            case LogEvent line:
                Sink?.Invoke(
                    new JobLogEntry(LevelOf(line), 0, null, TextOf(line), line.Cause is { } cause ? RemoteError.From(cause) : null, []));
                break;
        }
    }

    private static byte LevelOf(LogEvent line) => line.LogLevel() switch
    {
        LogLevel.DebugLevel => 1,
        LogLevel.InfoLevel => 2,
        LogLevel.WarningLevel => 3,
        _ => 4,
    };

    private static LogText TextOf(LogEvent line)
    {
        var text = line.Message?.ToString() ?? "";
        return new LogText($"[{line.LogSource}] {text}", null, [new("LogSource", line.LogSource)]);
    }
}

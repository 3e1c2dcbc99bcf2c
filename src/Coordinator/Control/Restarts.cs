using Akka.Actor;
using Microsoft.Extensions.Logging;
using Troupe.Logging;

namespace Troupe.Control;

/// <summary>How a pool's actors supervise each other: one that fails is started again, and the log tells of it.</summary>
internal static class Restarts
{
    /// <summary>One that fails more often is stopped, which its parent takes for a failure of its own.</summary>
    private const int Most = 10;

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(10);

    /// <param name="log">The pool's.</param>
    /// <param name="failed">Told of each failure.</param>
    public static SupervisorStrategy Of(ILogger log, Action<Exception>? failed = null) => new OneForOneStrategy(Most, s_time, error =>
    {
        Log.PartFailed(log, error);
        failed?.Invoke(error);
        return Directive.Restart; // Whatever it was: what it was told and what it knew are with the dispatcher.
    });

    /// <summary>What an actor fails with whose child was stopped, by failing too often or by other code.</summary>
    public static InvalidOperationException Stopped(Terminated stopped) => new($"The actor {stopped.ActorRef.Path} was stopped.");
}

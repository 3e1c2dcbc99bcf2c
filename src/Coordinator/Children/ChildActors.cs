using System.Globalization;
using Akka.Actor;
using Troupe.Control;
using Troupe.Platform.Timing;

namespace Troupe.Children;

/// <summary>Makes the actors of child processes, in Troupe's own system or in the application's. Safe for any thread.</summary>
internal static class ChildActors
{
    private static readonly TimeSpan s_endTime = TimeSpan.FromSeconds(4);

    private static int s_lastNumber;

    /// <summary>Makes one.</summary>
    /// <param name="process">The process.</param>
    /// <param name="exited">Completes when it has ended.</param>
    /// <param name="system">The application's; null: Troupe's own, which is released when the actor has stopped.</param>
    public static async Task<IActorRef> OpenAsync(ChildProcess process, Task exited, ActorSystem? system)
    {
        if (system is not null)
        {
            ActorDispatcher.AddTo(system);
            return Open(process, exited, system);
        }
        var use = await SharedActorSystem.OfProcess.UseAsync().OnControlThread();
        try
        {
            var actor = Open(process, exited, use.System);
            var gone = actor.WatchAsync();
            gone.WhenCompleted(() => use.EndAsync(s_endTime));
            return actor;
        }
        catch
        {
            await use.EndAsync(TimeSpan.Zero).OnControlThread();
            throw;
        }
    }

    private static IActorRef Open(ChildProcess process, Task exited, ActorSystem system)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"troupe-process-{Interlocked.Increment(ref s_lastNumber)}");
        return system.ActorOf(ActorDispatcher.NewProps<ChildActor>(process, exited).WithMailbox(DrainMailbox.Id), name);
    }
}

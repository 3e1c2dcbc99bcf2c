using Akka.Actor;
using Troupe.Control;

namespace Troupe.Tests.SmallProgram;

/// <summary>Pools whose actors are in the system that this program's pools share.</summary>
internal static class ActorPools
{
    /// <summary>
    /// Ten, one after the other: how many threads there are after the first and the last; it goes on when no actor is left, and ends when
    /// no timer is.
    /// </summary>
    public static async Task<int> TenAsync()
    {
        var use = await ActorProgram.UseAsync();
        var timers = Timers(use);
        for (var time = 1; time <= 10; time++)
        {
            await using (await StartAsync(use))
            {
                // That it has its actors is all.
            }
            while (Pools(use) > 0)
                await Task.Delay(1); // Its parent forgets it a moment after its end.
            if (time is 1 or 10)
                Console.WriteLine($"threads {ActorCosts.Threads()}");
        }
        // The dispatcher looks a second after its last actor whether it has none, by a timer.
        while (Timers(use) > timers)
            await Task.Delay(10);
        return await use.EndAsync(ActorProgram.Bound) ? 0 : 1;
    }

    /// <summary>One that has its actors.</summary>
    public static async Task<ProcessPool> StartAsync() => await StartAsync(await ActorProgram.UseAsync());

    private static async Task<ProcessPool> StartAsync(ActorSystemUse use)
    {
        var pool = await ProcessPool.StartAsync(workers: 2);
        _ = pool.ActorRef; // Now, and not a while after its workers are ready.
        return Pools(use) == 1 ? pool : throw new InvalidOperationException("Its actors are elsewhere.");
    }

    private static int Pools(ActorSystemUse use) =>
        ((ActorRefWithCell)((ExtendedActorSystem)use.System).Guardian).Children
            .Count(actor => actor.Path.Name.StartsWith("troupe-", StringComparison.Ordinal));

    private static int Timers(ActorSystemUse use) => ((TimeProviderScheduler)use.System.Scheduler).Pending;
}

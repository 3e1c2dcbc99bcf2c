namespace Troupe.EndToEnd.Tests.Scale;

/// <summary>Jobs that end their worker.</summary>
public static class DeadlyJobs
{
    /// <summary>So often that it is done by the short ways, without asking the home.</summary>
    private const int Often = 40;

    /// <summary>Uses what all workers share, says something, and dies with the lock in its hands.</summary>
    public static async Task UseAndDie(
        ProcessChannel<int> channel,
        SharedDictionary<int, int> counts,
        SharedValue<int> total,
        ProcessLock guard)
    {
        for (var i = 0; i < Often; i++)
        {
            await channel.WriteAsync(i);
            await counts.SetAsync(i, i);
            await total.UpdateAsync(sum => sum + 1);
            (await guard.AcquireAsync()).Dispose();
        }
        Console.WriteLine("It dies now.");
        await guard.AcquireAsync();
        Die();
    }

    public static void Die()
    {
        ProcessTable.Kill(Environment.ProcessId);
        Thread.Sleep(Timeout.Infinite); // The signal may take a moment.
    }
}

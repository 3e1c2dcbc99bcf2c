using Microsoft.Extensions.Logging;
using Troupe.Tests.Dummy;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Jobs that use shared objects and tell what their process has loaded for it.</summary>
internal static class LoadedJobs
{
    public static async Task<string[]> ByChannel(ProcessChannel<int> channel)
    {
        await channel.WriteAsync(1);
        await channel.ReadAsync();
        await channel.WaitUntilDrainedAsync();
        return Loaded();
    }

    public static async Task<string[]> ByPipe(ProcessPipe<int> end)
    {
        await end.WriteAsync(1);
        return Loaded();
    }

    public static async Task<string[]> ByCells(SharedDictionary<string, int> dictionary, SharedList<int> list, SharedValue<int> value)
    {
        await dictionary.SetAsync("a", 1);
        await list.AddAsync(1);
        await value.SetAsync(1);
        return Loaded();
    }

    public static async Task<string[]> ByLocks(ProcessLock guard, ProcessSemaphore semaphore, ProcessEvent set, ProcessBarrier barrier)
    {
        await using (await guard.AcquireAsync())
        await using (await semaphore.AcquireAsync())
            await set.SetAsync();
        await barrier.IsBrokenAsync();
        return Loaded();
    }

    public static string[] ByNothing() => Loaded();

    public static async Task<string[]> ByItsContext()
    {
        var job = JobContext.Current;
        job.Report(1);
        job.Logger.LogInformation("asks its pool");
        await job.Pool.RunAsync(Work.Add, 1, 2);
        await job.Pool.MapAsync((int number) => number + 1, [1, 2]);
        await job.Pool.Submit(Work.Add, 1, 2).Task;
        return Loaded();
    }

    private static string[] Loaded() => [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name ?? "")];
}

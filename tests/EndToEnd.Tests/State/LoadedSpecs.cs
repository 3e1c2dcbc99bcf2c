namespace Troupe.EndToEnd.Tests.State;

/// <summary>What the use of shared objects costs a worker: the library that jobs see, and no actor system.</summary>
public sealed class LoadedSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_worker_that_uses_shared_objects_has_no_actor_system()
    {
        await using var pool = await ProcessPool.StartAsync(workers: 1);
        await using var channel = pool.CreateChannel<int>();
        ShouldHaveNoActors(await pool.RunAsync(LoadedJobs.ByChannel, channel).WaitAsync(s_patience));
        var (own, other) = pool.CreatePipe<int>();
        ShouldHaveNoActors(await pool.RunAsync(LoadedJobs.ByPipe, other).WaitAsync(s_patience));
        (await own.ReadAsync().AsTask().WaitAsync(s_patience)).ShouldBe(1);
        ShouldHaveNoActors(await pool.RunAsync(LoadedJobs.ByCells, pool.CreateDictionary<string, int>(), pool.CreateList<int>(), pool.CreateValue(0)).WaitAsync(s_patience));
        ShouldHaveNoActors(await pool.RunAsync(LoadedJobs.ByLocks, pool.CreateLock(), pool.CreateSemaphore(1), pool.CreateEvent(), pool.CreateBarrier(2)).WaitAsync(s_patience));
    }

    private static void ShouldHaveNoActors(string[] loaded)
    {
        loaded.ShouldContain("Troupe");
        loaded.ShouldNotContain("Akka");
        loaded.ShouldNotContain("Troupe.WorkerActors");
    }
}

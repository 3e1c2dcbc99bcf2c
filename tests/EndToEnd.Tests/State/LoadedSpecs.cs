namespace Troupe.EndToEnd.Tests.State;

/// <summary>What the use of shared objects costs a worker: what jobs see of Troupe, nothing that the application alone runs, and no actor
/// system.</summary>
public sealed class LoadedSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_worker_that_uses_shared_objects_loads_neither_the_pool_nor_an_actor_system()
    {
        await using var pool = await ProcessPool.StartAsync(workers: 1);
        await using var channel = pool.CreateChannel<int>();
        var first = await pool.RunAsync(LoadedJobs.ByChannel, channel).WaitAsync(s_patience);
        first.ShouldContain("Troupe.SharedState");
        ShouldHaveJobsSideAlone(first);
        var (own, other) = pool.CreatePipe<int>();
        ShouldHaveJobsSideAlone(await pool.RunAsync(LoadedJobs.ByPipe, other).WaitAsync(s_patience));
        (await own.ReadAsync().AsTask().WaitAsync(s_patience)).ShouldBe(1);
        ShouldHaveJobsSideAlone(await pool.RunAsync(
            LoadedJobs.ByCells,
            pool.CreateDictionary<string, int>(),
            pool.CreateList<int>(),
            pool.CreateValue(0)).WaitAsync(s_patience));
        ShouldHaveJobsSideAlone(await pool.RunAsync(
            LoadedJobs.ByLocks,
            pool.CreateLock(),
            pool.CreateSemaphore(1),
            pool.CreateEvent(),
            pool.CreateBarrier(2)).WaitAsync(s_patience));
    }

    [Fact]
    public async Task A_job_that_uses_its_context_and_its_pool_loads_nothing_that_the_application_alone_runs()
    {
        await using var pool = await ProcessPool.StartAsync(workers: 1);
        var loaded = await pool.RunAsync(LoadedJobs.ByItsContext).WaitAsync(s_patience);
        loaded.ShouldContain("Troupe.Jobs");
        ShouldHaveJobsSideAlone(loaded);
    }

    [Fact]
    public async Task A_worker_whose_jobs_use_nothing_of_Troupe_loads_neither_jobs_nor_shared_objects()
    {
        await using var pool = await ProcessPool.StartAsync(workers: 1);
        var loaded = await pool.RunAsync(LoadedJobs.ByNothing).WaitAsync(s_patience);
        loaded.Where(name => name.StartsWith("Troupe", StringComparison.Ordinal) && !name.Contains("Tests", StringComparison.Ordinal))
            .ShouldBe(["Troupe.Messages", "Troupe.Links", "Troupe.WorkerNode"], ignoreOrder: true);
    }

    private static void ShouldHaveJobsSideAlone(string[] loaded)
    {
        loaded.Intersect(["Troupe", "Troupe.Processes", "Troupe.WorkerActors", "Akka"]).ShouldBeEmpty();
    }
}

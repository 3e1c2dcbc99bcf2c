using Akka.Actor;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.EndToEnd.Tests.State;
using Troupe.Tests.Dummy;

namespace Troupe.EndToEnd.Tests.Hosted;

/// <summary>What worker processes have loaded, as the system knows it: those that host no actor pay for none.</summary>
public sealed class HostedModulesSpecs : PoolSpecs
{
    [Fact]
    public async Task A_worker_that_hosts_no_actor_has_loaded_no_package()
    {
        await using var pool = await Start();
        await pool.RunAsync(Work.Add, 1, 2).WaitAsync(Patience);
        PackagesOf(pool.Snapshot().Workers[0].Pid).ShouldBeEmpty();
        await using var hosted = await pool.HostAsync(() => new Counter(0)).WaitAsync(Patience);
        await hosted.RunAsync(counter => counter.Increment()).WaitAsync(Patience);
        PackagesOf(hosted.Pid).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_that_hosts_an_actor_has_loaded_Akka_alone()
    {
        await using var pool = await Start();
        var sum = await pool.SpawnAsync(Props.Create<SumActor>()).WaitAsync(Patience);
        var total = await sum.Ask<Talk.Total>(new Talk.Get(), Patience);
        PackagesOf(total.Pid).ShouldBe(["Akka.dll", "Troupe.WorkerActors.dll"]);
    }

    /// <summary>What lies beside the application and is neither its own nor what every worker consists of.</summary>
    private static IEnumerable<string> PackagesOf(int pid) => File.ReadLines($"/proc/{pid}/maps")
        .Select(line => line[(line.LastIndexOf(' ') + 1)..])
        .Where(path => path.EndsWith(".dll", StringComparison.Ordinal)
            && Path.GetDirectoryName(path) == Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))
        .Select(path => Path.GetFileName(path))
        .Where(name => name is not ("Troupe.Messages.dll" or "Troupe.Platform.dll" or "Troupe.Links.dll" or "Troupe.WorkerNode.dll")
            && !name.Contains("Tests", StringComparison.Ordinal) && !name.StartsWith("xunit", StringComparison.Ordinal))
        .Distinct()
        .Order(StringComparer.Ordinal);
}

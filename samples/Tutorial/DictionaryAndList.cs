namespace Troupe.Samples.Tutorial;

/// <summary>Ten jobs change one dictionary and one list: Manager().dict(), Manager().list(range(5)).</summary>
public static class DictionaryAndList
{
    public static async Task RunAsync()
    {
        await using var pool = await ProcessPool.StartAsync(workers: 3);
        var visits = pool.CreateDictionary<string, int>();
        var list = pool.CreateList<int>();
        for (var number = 0; number < 5; number++)
            await list.AddAsync(number);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => pool.RunAsync(VisitAsync, visits, list)));

        Dictionary<string, int> counted = await visits.SnapshotAsync();
        Console.WriteLine(
            $"all visits: {counted["all"]}, by process: {counted.Where(entry => entry.Key != "all").Sum(entry => entry.Value)}");
        Console.WriteLine($"the list: {string.Join(' ', await list.SnapshotAsync())}");
    }

    // Python's d[key] += 1 is two calls, between which another process may come. This is one step; no visit is lost.
    private static async Task VisitAsync(SharedDictionary<string, int> visits, SharedList<int> list)
    {
        await visits.AddOrUpdateAsync("all", 1, count => count + 1);
        await visits.AddOrUpdateAsync($"process {Environment.ProcessId}", 1, count => count + 1);
        await list.AddAsync(Environment.ProcessId);
    }
}

namespace Troupe.Samples.Tutorial;

/// <summary>Results are asked for one by one, without close and join: apply_async, then get.</summary>
public static class ResultsByGet
{
    public static async Task RunAsync()
    {
        await using var pool = await ProcessPool.StartAsync(workers: 3);
        var jobs = Enumerable.Range(1, 9).Select(number => pool.Submit(Square, number)).ToList();

        // They end in any order; asked for in this order, they come in this order.
        foreach (var job in jobs)
            Console.WriteLine($"result {await job.Task}");
    }

    /// <summary>Sleeps 0.03 s, where the tutorial takes 1 s.</summary>
    private static int Square(int number)
    {
        Thread.Sleep(30);
        return number * number;
    }
}

namespace Troupe.Samples.Tasks;

/// <summary>Ends work that does not end by itself: by a time limit, by a token, one item of many.</summary>
public static class StuckWork
{
    public static async Task RunAsync()
    {
        await using var pool = await ProcessPool.StartAsync(workers: 2);

        // A loop that looks at nothing is ended with its worker process. The next job runs in a new one.
        try
        {
            await pool.RunAsync(Spin, new JobOptions { Timeout = TimeSpan.FromMilliseconds(200) });
        }
        catch (JobTimeoutException late)
        {
            Console.WriteLine($"The loop was ended after {late.Limit!.Value.TotalMilliseconds} ms.");
        }

        // A job that takes the token can tidy up: it has GracePeriod (5 s), and its worker lives on.
        var started = pool.CreateEvent();
        using var stop = new CancellationTokenSource();
        Task waiting = pool.RunAsync(async (CancellationToken ct) =>
        {
            await started.SetAsync();
            await Task.Delay(Timeout.Infinite, ct);
        }, cancellationToken: stop.Token);
        await started.WaitAsync();
        await stop.CancelAsync();
        await waiting.ContinueWith(task => Console.WriteLine($"The waiting job: {task.Status}."), TaskScheduler.Default);

        // Of many items only the one that hangs fails.
        int[] items = [1, 2, 3];
        await foreach (var outcome in pool.OutcomesAsync(Work, items, new StreamOptions { ItemTimeout = TimeSpan.FromMilliseconds(300) }))
        {
            var end = outcome.IsCompletedSuccessfully ? outcome.Value : outcome.Error.GetType().Name;
            Console.WriteLine($"Item {items[outcome.Index]}: {end}");
        }
    }

    private static void Spin()
    {
        while (true)
        {
            // Nothing here looks at a token.
        }
    }

    private static string Work(int item)
    {
        if (item == 2)
            Spin();
        return "done";
    }
}

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Jobs that wait for each other and keep a ledger of it.</summary>
public static class WaitStormJobs
{
    /// <summary>Passes two gates in turn, each once in every second round.</summary>
    /// <returns>What went wrong; null when nothing did.</returns>
    public static async Task<string?> PassGates(
        ProcessEvent even,
        ProcessEvent odd,
        SharedValue<int> round,
        int own,
        int rounds,
        string folder)
    {
        await using var ledger = StormJobs.Ledger(folder, "passed");
        for (var next = 0; next < rounds; next++)
        {
            await (next % 2 == 0 ? even : odd).WaitAsync();
            if (await round.GetAsync() is var now && now != next)
                return $"{own} passed in round {now} when {next} was due";
            StormJobs.Note(ledger, $"{own} {next}");
        }
        return null;
    }

    /// <summary>Adds to a stock of at most three, until it has noted so many, in this life or an earlier one.</summary>
    public static async Task<string?> Produce(
        ProcessCondition changed,
        SharedValue<int> stock,
        SharedArray<int> inside,
        int own,
        int count,
        string folder)
    {
        var done = KillStorm.Lines(folder, "made-*").Count(line => line == $"{own}");
        await using var ledger = StormJobs.Ledger(folder, "made");
        for (; done < count; done++)
        {
            await using var held = await changed.AcquireAsync();
            while (await stock.GetAsync() >= 3)
                await held.WaitAsync();
            if (await Change(stock, +1, inside, own) is { } wrong)
                return wrong;
            StormJobs.Note(ledger, $"{own}");
            held.NotifyAll();
        }
        return null;
    }

    /// <summary>Takes from the stock until it is empty and nothing more will come.</summary>
    public static async Task<string?> Consume(
        ProcessCondition changed,
        SharedValue<int> stock,
        SharedValue<bool> closed,
        SharedArray<int> inside,
        int own,
        string folder)
    {
        await using var ledger = StormJobs.Ledger(folder, "taken");
        while (true)
        {
            await using var held = await changed.AcquireAsync();
            while (await stock.GetAsync() == 0)
            {
                if (await closed.GetAsync())
                    return null;
                await held.WaitAsync();
            }
            if (await Change(stock, -1, inside, own) is { } wrong)
                return wrong;
            StormJobs.Note(ledger, $"{own}");
            held.NotifyAll();
        }
    }

    /// <summary>Reads, then writes: right only while nobody else is in.</summary>
    private static async Task<string?> Change(SharedValue<int> stock, int by, SharedArray<int> inside, int own)
    {
        Volatile.Write(ref inside[own], Environment.ProcessId);
        Thread.MemoryBarrier();
        var living = StormJobs.CountLiving(inside);
        await stock.SetAsync(await stock.GetAsync() + by);
        Volatile.Write(ref inside[own], 0);
        return living > 1 ? $"{living} were in at once" : null;
    }
}

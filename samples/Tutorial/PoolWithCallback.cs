namespace Troupe.Samples.Tutorial;

/// <summary>A function of the parent is called with each result: apply_async(f, args, callback=done), close, join.</summary>
public static class PoolWithCallback
{
    public static async Task RunAsync()
    {
        await using var pool = await ProcessPool.StartAsync(workers: 3);
        using var calledBack = new CountdownEvent(5);
        for (var number = 0; number < 5; number++)
            pool.Submit(AddHundred, number, onResult: result => { Tell(result); calledBack.Signal(); });

        pool.Complete();
        await pool.WaitForDrainAsync();
        calledBack.Wait(); // The jobs have ended; the last callbacks may still run.
        Console.WriteLine($"The parent is {Environment.ProcessId}.");
    }

    private static (int Sum, int Pid) AddHundred(int number) => (number + 100, Environment.ProcessId);

    private static void Tell((int Sum, int Pid) result) =>
        Console.WriteLine($"{result.Sum} computed by {result.Pid}, told in {Environment.ProcessId}");
}

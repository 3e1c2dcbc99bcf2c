namespace Troupe.Samples;

/// <summary>One outcome for each item: what failed is told beside what succeeded, and stops nothing.</summary>
public static class Outcomes
{
    public static async Task RunAsync()
    {
        await using var pool = await ProcessPool.StartAsync(workers: 2);
        string[] texts = ["1", "2", "three", "4"];

        await foreach (Outcome<int> outcome in pool.OutcomesAsync(text => int.Parse(text), texts))
        {
            if (outcome.IsCompletedSuccessfully)
                Console.WriteLine($"{texts[outcome.Index]} is {outcome.Value}");
            else
                Console.WriteLine($"{texts[outcome.Index]} failed: {outcome.Error.GetType().Name}");
        }
    }
}

namespace Troupe.Samples.Tutorial;

/// <summary>One job of a pool writes to a queue, then another one reads: Manager().Queue(), apply(write), apply(read).</summary>
public static class WriteThenRead
{
    public static async Task RunAsync()
    {
        await using var pool = await ProcessPool.StartAsync(workers: 2);
        var queue = pool.CreateChannel<char>(); // There is one kind of queue; it may be passed to any job.
        await pool.RunAsync(WriteAsync, queue, "abc");
        queue.Complete();
        foreach (var letter in await pool.RunAsync(ReadAsync, queue))
            Console.WriteLine($"got {letter}");
    }

    private static async Task WriteAsync(ProcessChannel<char> queue, string letters)
    {
        foreach (var letter in letters)
            await queue.WriteAsync(letter);
    }

    // The tutorial reads 'while not empty()', which is right only because the writer has ended before. This needs no such luck.
    private static async Task<List<char>> ReadAsync(ProcessChannel<char> queue)
    {
        var letters = new List<char>();
        await foreach (var letter in queue.ReadAllAsync())
            letters.Add(letter);
        return letters;
    }
}

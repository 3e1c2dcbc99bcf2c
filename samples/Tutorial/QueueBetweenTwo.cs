namespace Troupe.Samples.Tutorial;

/// <summary>One process puts into a queue, another one gets: Queue(3), put, get.</summary>
public static class QueueBetweenTwo
{
    public static async Task RunAsync()
    {
        await using var queue = ProcessChannel.Create<string>(capacity: 3);
        await using var writer = ChildProcess.Start(PutAsync, queue);
        await using var reader = ChildProcess.Start(GetAsync, queue);

        await writer.Completion;
        Console.WriteLine($"The reader got {await reader.Result} of 10 messages.");
        await reader.WaitForExitAsync();
    }

    private static async Task PutAsync(ProcessChannel<string> queue)
    {
        for (var number = 0; number < 10; number++)
            await queue.WriteAsync($"message {number}");
        queue.Complete();
    }

    // The tutorial's reader breaks off when empty() says so: it drops the message in its hand, and stops too early when it is
    // the faster one. This one reads until the writer has said that there is no more.
    private static async Task<int> GetAsync(ProcessChannel<string> queue)
    {
        var count = 0;
        await foreach (var message in queue.ReadAllAsync())
        {
            Console.WriteLine($"got {message}");
            count++;
        }

        return count;
    }
}

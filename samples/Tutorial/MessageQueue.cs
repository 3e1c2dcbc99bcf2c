namespace Troupe.Samples.Tutorial;

/// <summary>A child puts a message of several parts into a queue: q.put([42, None, 'hello']), q.get().</summary>
public static class MessageQueue
{
    public static async Task RunAsync()
    {
        await using var queue = ProcessChannel.Create<Message>();
        await using var child = ChildProcess.Start(PutAsync, queue);
        Console.WriteLine(await queue.ReadAsync());
        await child.WaitForExitAsync();
    }

    private static async Task PutAsync(ProcessChannel<Message> queue) => await queue.WriteAsync(new Message(42, null, "hello"));

    /// <summary>What Python puts into a list of mixed types has a type of its own here.</summary>
    private sealed record Message(int Number, string? Nothing, string Text);
}

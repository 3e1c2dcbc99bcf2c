namespace Troupe.Samples.Tutorial;

/// <summary>Parent and child talk over the two ends of a pipe: Pipe(), send, recv, close.</summary>
public static class PipeBetweenTwo
{
    public static async Task RunAsync()
    {
        var (here, there) = ProcessPipe.Create<string>();
        await using var end = here;
        await using var child = ChildProcess.Start(TalkAsync, there);

        Console.WriteLine($"parent received: {await here.ReadAsync()}");
        await here.WriteAsync("hello, child"); // The tutorial's last message is never read; this one is.
        Console.WriteLine($"parent received: {await here.ReadAsync()}");
        await child.WaitForExitAsync();
    }

    private static async Task TalkAsync(ProcessPipe<string> end)
    {
        await end.WriteAsync("hello, parent");
        var message = await end.ReadAsync();
        await end.WriteAsync($"you said '{message}'");
        end.Close();
    }
}

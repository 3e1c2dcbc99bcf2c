namespace Troupe.Samples.Tutorial;

/// <summary>Ten processes, each with a thread inside: a list of Process, start, join.</summary>
public static class TenProcesses
{
    public static async Task RunAsync()
    {
        var children = new List<ChildProcess<int>>();
        for (var number = 0; number < 10; number++)
            children.Add(ChildProcess.Start(GreetFromThread, number));

        // They run in whatever order the system likes and are waited for in ours. Thread ids mean something only within
        // their process: all ten may be the same.
        foreach (var child in children)
        {
            await child.WaitForExitAsync();
            Console.WriteLine($"{child.Name} ended with exit code {child.ExitCode}; its thread was {await child.Result}.");
            await child.DisposeAsync();
        }
    }

    private static int GreetFromThread(int number)
    {
        var id = 0;
        var thread = new Thread(() =>
        {
            id = Environment.CurrentManagedThreadId;
            Console.WriteLine($"hello {number} from a thread of process {Environment.ProcessId}");
        });
        thread.Start();
        thread.Join();
        return id;
    }
}

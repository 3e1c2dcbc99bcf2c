namespace Troupe.Samples.Tutorial;

/// <summary>Who is whose child: name, os.getpid, os.getppid.</summary>
public static class ParentAndChild
{
    public static async Task RunAsync()
    {
        Console.WriteLine($"main: pid {Environment.ProcessId}");
        await using var child = ChildProcess.Start(TellIds, new ChildProcessOptions { Name = "bob" });
        await child.WaitForExitAsync();
        Console.WriteLine($"main: {child.Name} had pid {child.Pid}, and its parent was {child.ParentPid}");
    }

    private static void TellIds() =>
        Console.WriteLine($"{JobContext.Current.ProcessName}: pid {Environment.ProcessId}, parent {JobContext.Current.ParentPid}");
}

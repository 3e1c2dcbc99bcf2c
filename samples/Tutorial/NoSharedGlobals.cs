namespace Troupe.Samples.Tutorial;

/// <summary>A static variable that two processes change: each changes its own copy, and the parent's stays as it was.</summary>
public static class NoSharedGlobals
{
    private static int s_number = 1;

    public static async Task RunAsync()
    {
        await using var five = ChildProcess.Start(Add, 5);
        await using var ten = ChildProcess.Start(Add, 10);
        Console.WriteLine($"The first child has {await five.Result}.");
        Console.WriteLine($"The second child has {await ten.Result}.");
        Console.WriteLine($"The parent has {s_number}.");
    }

    private static int Add(int amount) => s_number += amount;
}

using System.Diagnostics;

namespace Troupe.Chaos.Jobs;

/// <summary>Jobs that never end by themselves.</summary>
internal static class HeldJobs
{
    public static int Sleep()
    {
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    public static int Loop()
    {
        while (true)
            Thread.SpinWait(1000);
    }

    public static int WaitForChild()
    {
        using var child = Process.Start(new ProcessStartInfo("sleep", ["600"]) { UseShellExecute = false })!;
        child.WaitForExit();
        return 0;
    }
}

using System.Diagnostics;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>Sends signals as a user or a system does.</summary>
internal static class Signals
{
    public static void Send(string signal, int[] pids)
    {
        using var kill = Process.Start("kill", ["-s", signal, .. pids.Select(pid => $"{pid}")]);
        kill.WaitForExit();
        if (kill.ExitCode != 0)
            throw new InvalidOperationException($"SIG{signal} was not sent to all of {string.Join(", ", pids)}.");
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace Troupe.Platform.Systems;

/// <summary>Facts about processes as the .NET base library tells them, for systems without /proc.</summary>
internal static class ManagedProcess
{
    internal static long StartTimeOf(int pid) => Ask(pid, process => process.StartTime.ToUniversalTime().Ticks);

    internal static T? Ask<T>(int pid, Func<Process, T> question)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited ? default : question(process);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // Gone, or not ours to look at: the same answer to every question asked here.
            return default;
        }
    }
}

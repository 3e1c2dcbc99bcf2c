
namespace Troupe.Processes;

/// <summary>How much of the machine's memory a process holds at one moment, in bytes.</summary>
/// <param name="ResidentBytes">All its pages in memory, shared ones included.</param>
/// <param name="PrivateBytes">Pages that are its own: what ending it would give back. Linux: anonymous pages.</param>
/// <param name="PeakBytes">The most that <paramref name="ResidentBytes"/> ever was.</param>
internal readonly record struct ProcessMemory(long ResidentBytes, long PrivateBytes, long PeakBytes)
{
    /// <summary>Null when the process is gone. Reads one small file; may be called from any thread.</summary>
    internal static ProcessMemory? Read(int pid) => ProcessSystem.Current.ReadMemory(pid);
}

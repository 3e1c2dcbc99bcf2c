using Troupe.Platform.Systems;

namespace Troupe.Processes;

/// <summary>What a process holds of the machine's memory, as the .NET base library tells it, for systems without /proc.</summary>
internal static class ManagedMemory
{
    internal static ProcessMemory? Read(int pid) =>
        ManagedProcess.Ask<ProcessMemory?>(pid, process =>
            new ProcessMemory(process.WorkingSet64, process.PrivateMemorySize64, process.PeakWorkingSet64));
}

namespace Troupe.Processes;

/// <summary>macOS and other Unix systems without Linux' /proc.</summary>
internal sealed class MacProcesses : UnixProcesses
{
    internal override ProcessMemory? ReadMemory(int pid) => ManagedMemory.Read(pid);
}

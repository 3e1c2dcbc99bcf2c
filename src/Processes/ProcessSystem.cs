using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Troupe.Platform.Systems;

namespace Troupe.Processes;

/// <summary>The seam to the operating system: how a child process is held, watched and ended.</summary>
/// <remarks>Implementations hold no state; all members may be called from any thread.</remarks>
internal abstract class ProcessSystem
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <summary>The system this process runs on.</summary>
    internal static ProcessSystem Current { get; } = Detect();

    /// <summary>Takes hold of a child and of all the processes it will start, to be able to end them together.</summary>
    internal abstract ProcessGroup Own(Process process, int pid, long startTime);

    /// <summary>What the process holds of the machine's memory; null when it is gone.</summary>
    internal abstract ProcessMemory? ReadMemory(int pid);

    /// <summary>
    /// Blocks until a read from <paramref name="pipe"/> would not block. False when <paramref name="wake"/> was closed
    /// first, which means: give up.
    /// </summary>
    internal abstract bool WaitReadable(SafePipeHandle pipe, SafePipeHandle wake);

    /// <summary>Notices the end of a child without the thread pool.</summary>
    /// <param name="process">The child.</param>
    /// <param name="ended">Called once, on a thread of Troupe's, when it is dead. .NET, which collects it, may do so a moment
    /// later.</param>
    internal virtual void WatchExit(Process process, Action ended) =>
        new Thread(() =>
        {
            // .NET is not told of one that ends while the program ignores SIGCHLD.
            while (!process.WaitForExit(s_look) && !(ChildEnds.AreForgotten && HostSystem.Current.StartTimeOf(process.Id) == 0))
            {
            }
            ended();
        }, maxStackSize: 128 * 1024)
        { IsBackground = true, Name = "Troupe process exit" }.UnsafeStart();

    private static ProcessSystem Detect() =>
        OperatingSystem.IsWindows() ? new WindowsProcesses()
        : OperatingSystem.IsLinux() ? new LinuxProcesses()
        : new MacProcesses();
}

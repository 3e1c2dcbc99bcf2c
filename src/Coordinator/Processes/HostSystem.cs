using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Troupe.Processes;

/// <summary>The seam to the operating system: everything about processes and folders that differs between systems.</summary>
/// <remarks>Implementations hold no state; all members may be called from any thread.</remarks>
internal abstract class HostSystem
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <summary>The system this process runs on.</summary>
    internal static HostSystem Current { get; } = Detect();

    /// <summary>
    /// When the process began, in a unit of the system's own (Linux: clock ticks after boot). Together with the pid it
    /// names one process for ever, while a pid alone is given out again. Zero when there is no such process.
    /// </summary>
    internal abstract long StartTimeOf(int pid);

    /// <summary>Whether that very process still runs. A zombie, dead but not yet collected, does not.</summary>
    internal abstract bool IsRunning(int pid, long startTime);

    /// <summary>Takes hold of a child and of all the processes it will start, to be able to end them together.</summary>
    internal abstract ProcessGroup Own(Process process, int pid, long startTime);

    /// <summary>What the process holds of the machine's memory; null when it is gone.</summary>
    internal abstract ProcessMemory? ReadMemory(int pid);

    /// <summary>Every folder in which a private directory might be created, best first, also those that will not do.</summary>
    internal abstract IEnumerable<PrivateRoot> PrivateRoots();

    /// <summary>Creates a directory that nobody else can enter. It must not exist yet.</summary>
    /// <exception cref="IOException">It exists, or the system refused.</exception>
    internal abstract void CreatePrivateDirectory(string path);

    /// <summary>Null when <paramref name="path"/> is a real directory of this user's, closed to others; else what is wrong.</summary>
    internal abstract string? WhyNotPrivate(string path);

    /// <summary>Whether <paramref name="path"/> is a real directory of this user's, however closed it is.</summary>
    internal abstract bool IsOwnDirectory(string path);

    /// <summary>
    /// Blocks until a read from <paramref name="pipe"/> would not block. False when <paramref name="wake"/> was closed
    /// first, which means: give up.
    /// </summary>
    internal abstract bool WaitReadable(SafePipeHandle pipe, SafePipeHandle wake);

    /// <summary>Notices the end of a child without the thread pool.</summary>
    /// <param name="process">The child.</param>
    /// <param name="ended">Called once, on a thread of Troupe's, when it is dead. .NET, which collects it, may do so a moment later.</param>
    internal virtual void WatchExit(Process process, Action ended) =>
        new Thread(() =>
        {
            // .NET is not told of one that ends while the program ignores SIGCHLD.
            while (!process.WaitForExit(s_look) && !(ChildEnds.AreForgotten && StartTimeOf(process.Id) == 0))
            {
            }
            ended();
        }, maxStackSize: 128 * 1024)
        { IsBackground = true, Name = "Troupe process exit" }.UnsafeStart();

    private static HostSystem Detect() =>
        OperatingSystem.IsWindows() ? new WindowsSystem()
        : OperatingSystem.IsLinux() ? new LinuxSystem()
        : new MacSystem();
}

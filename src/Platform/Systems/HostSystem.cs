
namespace Troupe.Platform.Systems;

/// <summary>The seam to the operating system: what it tells of processes, and its private folders.</summary>
/// <remarks>Implementations hold no state; all members may be called from any thread.</remarks>
internal abstract class HostSystem
{
    /// <summary>The system this process runs on.</summary>
    internal static HostSystem Current { get; } = Detect();

    /// <summary>
    /// When the process began, in a unit of the system's own (Linux: clock ticks after boot). Together with the pid it
    /// names one process for ever, while a pid alone is given out again. Zero when there is no such process.
    /// </summary>
    internal abstract long StartTimeOf(int pid);

    /// <summary>Whether that very process still runs. A zombie, dead but not yet collected, does not.</summary>
    internal abstract bool IsRunning(int pid, long startTime);

    /// <summary>Every folder in which a private directory might be created, best first, also those that will not do.</summary>
    internal abstract IEnumerable<PrivateRoot> PrivateRoots();

    /// <summary>Creates a directory that no other user can enter. It must not exist yet.</summary>
    /// <exception cref="IOException">It exists, or the system refused.</exception>
    internal abstract void CreatePrivateDirectory(string path);

    /// <summary>Null when <paramref name="path"/> is a real directory of this user's, closed to others; else what is wrong.</summary>
    internal abstract string? WhyNotPrivate(string path);

    /// <summary>Whether <paramref name="path"/> is a real directory of this user's, however closed it is.</summary>
    internal abstract bool IsOwnDirectory(string path);

    private static HostSystem Detect() =>
        OperatingSystem.IsWindows() ? new WindowsSystem()
        : OperatingSystem.IsLinux() ? new LinuxSystem()
        : new MacSystem();
}

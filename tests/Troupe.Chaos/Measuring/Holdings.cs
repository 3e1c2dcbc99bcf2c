namespace Troupe.Chaos.Measuring;

/// <summary>What this process holds at one moment.</summary>
internal sealed record Holdings(int Files, int Threads, long Timers, int TemporaryFiles, long ManagedBytes)
{
    /// <summary>Looks; the folder is the one that all temporary files of the run lie in.</summary>
    public static Holdings Now(string temporary) => new(
        Directory.GetFileSystemEntries("/proc/self/fd").Length,
        Directory.GetDirectories("/proc/self/task").Length,
        Timer.ActiveCount,
        Directory.GetFileSystemEntries(temporary, "*", SearchOption.AllDirectories).Length,
        GC.GetTotalMemory(forceFullCollection: true));

    public override string ToString() => $"{Files} fds, {Threads} threads, {Timers} timers, {TemporaryFiles} temporary files, {ManagedBytes >> 20} MiB managed";
}

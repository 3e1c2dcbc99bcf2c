using System.Diagnostics;

namespace Troupe.Failures.Tests.Faults;

/// <summary>A file system of a few pages, where a pool keeps its directory.</summary>
internal sealed class SmallDisk : IDisposable
{
    /// <summary>Says where pools keep their directories.</summary>
    public const string Variable = "XDG_RUNTIME_DIR";

    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static SmallDisk Mount(string path, int kibibytes)
    {
        Directory.CreateDirectory(path);
        if (!TryRun("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k,mode=700", "tmpfs", path))
            throw new InvalidOperationException("The file system could not be mounted.");
        return new SmallDisk(path);
    }

    /// <summary>Whether this process may mount.</summary>
    public static bool IsPossible()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return false;
        var folder = Directory.CreateTempSubdirectory("small-disk-").FullName;
        var mounted = TryRun("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder) && TryRun("umount", folder);
        Directory.Delete(folder);
        return mounted;
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    public void Dispose() => TryRun("umount", "--lazy", Path).ShouldBeTrue();
}

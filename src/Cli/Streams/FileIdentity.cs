namespace Troupe.Cli.Streams;

/// <summary>Tells files apart whatever they are called: by device and inode on Linux, elsewhere by the path that links lead to.</summary>
internal readonly record struct FileIdentity
{
    private FileIdentity(ulong device, ulong inode, bool isRegular) => (Device, Inode, IsRegular) = (device, inode, isRegular);

    private FileIdentity(string path) => (Path, IsRegular) = (path, true);

    private ulong Device { get; }

    private ulong Inode { get; }

    private string? Path { get; }

    /// <summary>Whether it is a plain file: not a pipe or a disk.</summary>
    public bool IsRegular { get; }

    /// <returns>Null when there is no such file, or none that holds what is written to it: a terminal, /dev/null, a socket, a
    /// folder.</returns>
    public static FileIdentity? Of(string path)
    {
        if (OperatingSystem.IsLinux())
            return Linux(Native.CurrentFolder, path, 0);
        var final = System.IO.Path.GetFullPath(path);
        if (!File.Exists(final))
            return null;
        try
        {
            final = File.ResolveLinkTarget(final, returnFinalTarget: true)?.FullName ?? final;
        }
        catch (IOException)
        {
            // Links that lead round in a circle: opening it will tell.
        }

        return new FileIdentity(final);
    }

    /// <summary>The file that is open under a number; see <see cref="Of(string)"/>. Null where that cannot be told.</summary>
    public static FileIdentity? Of(int descriptor) => OperatingSystem.IsLinux() ? Linux(descriptor, "", Native.EmptyPath) : null;

    private static FileIdentity? Linux(int folder, string path, int flags) =>
        Native.Status(folder, path, flags, Native.BasicFields, out var status) == 0 && status.HoldsBytes
            ? new FileIdentity(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode, status.IsRegular)
            : null;
}

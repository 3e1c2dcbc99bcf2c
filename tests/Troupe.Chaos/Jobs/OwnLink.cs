using System.Globalization;
using System.Runtime.InteropServices;

namespace Troupe.Chaos.Jobs;

/// <summary>The link of the worker itself, past all code of Troupe's.</summary>
internal static partial class OwnLink
{
    /// <summary>Writes the first bytes of these to it.</summary>
    public static void Write(byte[] bytes, int count)
    {
        // Sockets that are not connected refuse it; if all of them did, nothing would have been written.
        var written = Sockets().ToList().ConvertAll(file => Write(file, bytes, count) == count);
        if (!written.Contains(true))
            throw new InvalidOperationException("No link was found to write to.");
    }

    /// <summary>The numbers of all sockets that this process has open at the moment.</summary>
    public static IEnumerable<int> Sockets() =>
        from path in Directory.EnumerateFiles("/proc/self/fd")
        where new FileInfo(path).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true // Null when it was closed meanwhile.
        select int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int file, byte[] bytes, nint count);
}

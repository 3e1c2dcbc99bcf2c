using System.Runtime.InteropServices;

namespace Troupe.Tests.Dummy;

/// <summary>How many files this process may have open at once.</summary>
internal static partial class OpenFileLimit
{
    private const int OpenFiles = 7;

    /// <returns>The limit before.</returns>
    public static int Set(int limit)
    {
        _ = GetLimit(OpenFiles, out var usual);
        _ = SetLimit(OpenFiles, usual with { Soft = (ulong)limit });
        return (int)usual.Soft;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(ulong Soft, ulong Hard);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int what, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int what, in Limit limit);
}

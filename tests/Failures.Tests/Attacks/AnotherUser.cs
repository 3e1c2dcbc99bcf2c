using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Troupe.Failures.Tests.Attacks;

/// <summary>
/// Another user of this machine. The kernel's rights belong to a thread: one that has given up its own acts as that user, on files
/// as on sockets, and its peers are told so.
/// </summary>
[SupportedOSPlatform("linux")]
internal static partial class AnotherUser
{
    /// <summary>The user that owns nothing, under the number that Linux keeps for it.</summary>
    public const int Id = 65534;

    private const int Keep = -1;

    /// <summary>Why there can be no other user here; null when there can.</summary>
    public static string? WhyNot() =>
        !OperatingSystem.IsLinux() ? "The rights of a single thread are Linux's."
        : GetEffectiveUserId() != 0 ? "Only root can act as another user."
        : SetGroupNumber == 0 ? $"The numbers of the system calls are not known for {RuntimeInformation.ProcessArchitecture}."
        : null;

    private static int SetUserNumber =>
        RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 117, Architecture.Arm64 => 147, _ => 0 };

    private static int SetGroupNumber =>
        RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 119, Architecture.Arm64 => 149, _ => 0 };

    /// <summary>Runs something as that user, on a thread of its own that ends with it.</summary>
    public static T Run<T>(Func<T> action)
    {
        var (result, error) = (default(T), (Exception?)null);
        var thread = new Thread(() =>
        {
            try
            {
                // The library's calls would change every thread of this process.
                if (SystemCall(SetGroupNumber, Keep, Id, Keep) != 0 || SystemCall(SetUserNumber, Keep, Id, Keep) != 0)
                    throw new InvalidOperationException("The system did not let this thread become another user.");
                result = action();
            }
            catch (Exception thrown)
            {
                error = thrown;
            }
        });
        thread.Start();
        thread.Join();
        return error is null ? result! : throw error;
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint real, nint effective, nint saved);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial int GetEffectiveUserId();
}

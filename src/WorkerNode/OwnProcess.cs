using System.Buffers.Text;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Troupe.WorkerNode;

/// <summary>What a worker asks of the operating system about itself. The Unix calls; on Windows the coordinator's job object does
/// it.</summary>
internal static partial class OwnProcess
{
    private const int PrctlParentDeathSignal = 1;
    private const int SigTerm = 15;

    /// <summary>What a process ended by SIGTERM has as its exit code.</summary>
    public const int TerminatedCode = 128 + SigTerm;
    private const int SigKill = 9;
    private const int DuplicateCloseOnExec = 1030;
    private const int ReadOnly = 0;

    private const int ParentChecks = 10;
    private const int CheckPause = 20;

    private static bool s_leadsGroup;
    private static SafeFileHandle? s_statistics;
    private static SafeFileHandle? s_status;

    /// <summary>Leads a process group of its own, so that Ctrl+C in a terminal does not reach it and a kill reaches its children.</summary>
    public static void BecomeGroupLeader()
    {
        if (!OperatingSystem.IsWindows())
            s_leadsGroup = SetProcessGroup(0, 0) == 0;
    }

    /// <summary>
    /// Keeps the standard input for the lifeline under another handle and gives user code an empty one: reading from the
    /// console then ends at once, and closing it cuts nothing.
    /// </summary>
    public static FileStream TakeStandardInput()
    {
        if (OperatingSystem.IsWindows())
            return new FileStream(new SafeFileHandle(GetStandardHandle(-10), ownsHandle: false), FileAccess.Read, 0);
        var lifeline = DuplicateHandle(0, OperatingSystem.IsMacOS() ? 67 : DuplicateCloseOnExec, 3);
        var nothing = Open("/dev/null", ReadOnly);
        _ = DuplicateOnto(nothing, 0);
        _ = Close(nothing);
        return new FileStream(new SafeFileHandle(lifeline, ownsHandle: true), FileAccess.Read, 0);
    }

    /// <summary>
    /// Asks the kernel for a signal at the parent's death, besides the lifeline. Not SIGKILL: the worker's own children
    /// and the pool's files are cleared away by the worker itself.
    /// </summary>
    /// <remarks>The signal is the one that <see cref="StopSignals"/> takes.</remarks>
    /// <returns>False when the parent is gone already.</returns>
    public static bool TieToParent(int parent, ParentWatchdog watchdog)
    {
        watchdog.Parent = parent;
        if (!OperatingSystem.IsLinux())
            return true;
        _ = ProcessControl(PrctlParentDeathSignal, SigTerm, 0, 0, 0);
        return ParentIs(parent);
    }

    /// <summary>
    /// Whether the parent has ended. A dying parent's threads end one by one and its files are closed before it is gone: a sign
    /// may come some milliseconds too early, so one that lives is looked at again.
    /// </summary>
    public static bool IsGone(int parent)
    {
        // Windows does not tell. There the coordinator's files cannot be deleted while it has them open.
        if (OperatingSystem.IsWindows())
            return true;
        for (var check = 0; check < ParentChecks; check++)
        {
            if (!ParentIs(parent))
                return true;
#pragma warning disable RS0030 // The kernel tells no child of its new parent.
            Thread.Sleep(CheckPause);
#pragma warning restore RS0030
        }
        return false;
    }

    private static bool ParentIs(int parent) => GetParentProcess() == parent;

    /// <summary>
    /// Removes what the runtime has opened for diagnostics in the temporary folder and does not remove when it is killed.
    /// For the end without a coordinator, which else does it.
    /// </summary>
    public static void RemoveDiagnosticsFiles()
    {
        if (OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("DOTNET_EnableDiagnostics") != "1")
            return;
        try
        {
            foreach (var kind in new[] { "dotnet-diagnostic", "clr-debug-pipe" })
            {
                foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), $"{kind}-{Environment.ProcessId}-*"))
                    File.Delete(file);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The end must not wait for a folder that is gone or closed.
        }
    }

    /// <summary>Ends this process and its whole group at once.</summary>
    public static void KillGroup()
    {
        if (s_leadsGroup)
            _ = Kill(0, SigKill);
        Environment.FailFast(null);
    }

    /// <summary>
    /// The memory the process holds, in bytes. Asked for ten times a second: <see cref="Environment.WorkingSet"/> reads and
    /// searches a page of text for it, this one line.
    /// </summary>
    public static long Memory()
    {
        if (!OperatingSystem.IsLinux())
            return Environment.WorkingSet;
        Span<byte> text = stackalloc byte[128];
        s_statistics ??= File.OpenHandle("/proc/self/statm");
        text = text[..RandomAccess.Read(s_statistics, text, 0)];
        // Pages of the whole address space, a blank, pages in memory.
        var second = text[(text.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(second, out long pages, out _) ? pages * Environment.SystemPageSize : 0;
    }

    /// <summary>The most memory the process has held, in bytes; what is known where the system does not tell.</summary>
    /// <param name="known">What it held at the looks so far: the system is asked in detail only when there may be more.</param>
    public static unsafe long PeakMemory(long known)
    {
        if (!OperatingSystem.IsLinux())
            return known;
        // It begins with what the process had held that started this one: it can only say that there is nothing new.
        var usage = stackalloc long[18];
        return GetResourceUsage(0, usage) == 0 && usage[4] * 1024 <= known ? known : Math.Max(known, HighWater());
    }

    private static long HighWater()
    {
        Span<byte> text = stackalloc byte[4096];
        s_status ??= File.OpenHandle("/proc/self/status");
        text = text[..RandomAccess.Read(s_status, text, 0)];
        var name = text.IndexOf("VmHWM:"u8);
        if (name < 0)
            return 0;
        var number = text[(name + "VmHWM:"u8.Length)..];
        // Not TrimStart, which would be compiled in each worker's start.
        while (number is [(byte)'\t' or (byte)' ', ..])
            number = number[1..];
        return Utf8Parser.TryParse(number, out long kilobytes, out _) ? kilobytes * 1024 : 0;
    }

    [LibraryImport("libc", EntryPoint = "setpgid")]
    private static partial int SetProcessGroup(int process, int group);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentProcess();

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int DuplicateHandle(int handle, int command, int lowest);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int DuplicateOnto(int handle, int target);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static unsafe partial int GetResourceUsage(int who, long* usage);

    [LibraryImport("kernel32", EntryPoint = "GetStdHandle")]
    private static partial nint GetStandardHandle(int which);
}

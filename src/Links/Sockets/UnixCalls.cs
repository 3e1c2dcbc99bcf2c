using System.Runtime.InteropServices;

namespace Troupe.Links.Sockets;

/// <summary>The socket calls of Linux and macOS, with the numbers in which these two differ.</summary>
internal static unsafe partial class UnixCalls
{
    public const int Interrupted = 4;
    public const int UnixFamily = 1;
    public const int Stream = 1;
    public const int ShutdownBoth = 2;
    public const short PollIn = 1;
    public static readonly int WouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>A descriptor that no started process inherits; macOS has no such flag and gets it by <see cref="FileControl"/>.</summary>
    public static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0 : 0x80000;

    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int MacDontWait = 0x80;
    private const int MacNoSignal = 0x80000;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExecDescriptor = 1;

    public static readonly int SendAtOnce = OperatingSystem.IsMacOS() ? MacDontWait | MacNoSignal : DontWait | NoSignal;
    public static readonly int SendWaiting = OperatingSystem.IsMacOS() ? MacNoSignal : NoSignal;

    public static readonly int SocketLevel = OperatingSystem.IsMacOS() ? 0xFFFF : 1;
    public static readonly int SendBuffer = OperatingSystem.IsMacOS() ? 0x1001 : 7;

    /// <summary>Sets what <see cref="CloseOnExec"/> could not.</summary>
    public static void KeepFromChildren(SocketHandle socket)
    {
        if (CloseOnExec == 0)
            _ = FileControl(socket, SetDescriptorFlags, CloseOnExecDescriptor);
    }

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial SocketHandle Open(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(SocketHandle socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(SocketHandle socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    public static partial int Listen(SocketHandle socket, int backlog);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    public static partial SocketHandle AcceptOnLinux(SocketHandle socket, nint address, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "accept", SetLastError = true)]
    public static partial SocketHandle AcceptOnMac(SocketHandle socket, nint address, nint length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(SocketHandle socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(SocketHandle socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    public static partial int Shutdown(SocketHandle socket, int how);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    public static partial int GetOption(SocketHandle socket, int level, int option, int* value, int* length);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    public static partial int SetOption(SocketHandle socket, int level, int option, int* value, int length);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(nint descriptor);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int FileControl(SocketHandle socket, int command, int value);
}

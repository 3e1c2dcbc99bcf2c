using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Troupe.Remoting.Links;

/// <summary>The two socket calls of Unix that .NET's Socket does not offer: a send that never waits and never signals.</summary>
internal static partial class LibC
{
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int MacDontWait = 0x80;
    private const int MacNoSignal = 0x80000;

    public const int Interrupted = 4;
    public static readonly int WouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;

    public static readonly int SendAtOnce = OperatingSystem.IsMacOS() ? MacDontWait | MacNoSignal : DontWait | NoSignal;
    public static readonly int SendWaiting = OperatingSystem.IsMacOS() ? MacNoSignal : NoSignal;

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static unsafe partial nint Send(SafeSocketHandle socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static unsafe partial nint Receive(SafeSocketHandle socket, byte* buffer, nint length, int flags);
}

using System.Globalization;
using System.Runtime.InteropServices;

namespace Troupe.Tests.Dummy;

/// <summary>Jobs that break what joins their worker to the pool, as native code does by mistake. Each notes that it has run.</summary>
public static partial class Saboteur
{
    private const int FirstOwnDescriptor = 3;
    private const int PastOwnDescriptors = 65;
    private const int WriteOnly = 1;
    private const int UnixFamily = 1;
    private const int Stream = 1;
    private const int PageSize = 4096;
    private const int RunningJobPlace = 128;
    private const int TurnPlace = 36;
    private const int LastJobPlace = 56;

    /// <summary>Breaks the link, and then does what is said.</summary>
    public static int BreakLink(string runs, LinkFault fault, Afterwards afterwards)
    {
        File.AppendAllText(runs, "run\n");
        var links = Sockets();
        switch (fault)
        {
            case LinkFault.Closed:
                links.ForEach(link => _ = Close(link));
                break;
            case LinkFault.ClosedWithOthers:
                for (var descriptor = FirstOwnDescriptor; descriptor < PastOwnDescriptors; descriptor++)
                    _ = Close(descriptor);
                break;
            case LinkFault.NullDevice:
                var nothing = Open("/dev/null", WriteOnly);
                links.ForEach(link => _ = DuplicateOnto(nothing, link));
                break;
            case LinkFault.SilentSocket:
                var pair = new int[2];
                _ = OpenPair(UnixFamily, Stream, 0, pair);
                links.ForEach(link => _ = DuplicateOnto(pair[0], link));
                break;
        }
        return Then(afterwards);
    }

    /// <summary>Writes over the shared page, and then does what is said.</summary>
    public static int WriteOverPage(string runs, PageFault fault, Afterwards afterwards)
    {
        File.AppendAllText(runs, "run\n");
        var page = Page();
        switch (fault)
        {
            case PageFault.Zeros:
                Marshal.Copy(new byte[PageSize], 0, page, PageSize);
                break;
            case PageFault.Ones:
                Marshal.Copy(Enumerable.Repeat((byte)0xFF, PageSize).ToArray(), 0, page, PageSize);
                break;
            case PageFault.NoRunningJob:
                Marshal.WriteInt64(page, RunningJobPlace, 0);
                break;
            case PageFault.NoJob:
                Marshal.WriteInt64(page, RunningJobPlace, 0);
                Marshal.WriteInt64(page, LastJobPlace, 0);
                Marshal.WriteInt32(page, TurnPlace, 0);
                break;
            case PageFault.AnotherJob:
                Marshal.WriteInt64(page, RunningJobPlace, long.MaxValue);
                Marshal.WriteInt64(page, LastJobPlace, long.MaxValue);
                break;
        }
        return Then(afterwards);
    }

    private static int Then(Afterwards afterwards)
    {
        switch (afterwards)
        {
            case Afterwards.End:
                End(1);
                break;
            case Afterwards.EndSoonAfterwards:
                // The moment that is tried: the job has returned, and its outcome is under way.
                new Thread(() =>
                {
                    Thread.Sleep(50);
                    End(1);
                }).Start();
                break;
            case Afterwards.Hold:
                Thread.Sleep(Timeout.Infinite);
                break;
        }
        return 1;
    }

    private static List<int> Sockets() =>
    [
        .. from file in Directory.GetFiles("/proc/self/fd")
           where new FileInfo(file).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true
           select int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture),
    ];

    private static nint Page()
    {
        var map = File.ReadLines("/proc/self/maps").First(line => line.Contains("/flight-", StringComparison.Ordinal));
        return nint.Parse(map.AsSpan(0, map.IndexOf('-', StringComparison.Ordinal)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int DuplicateOnto(int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "socketpair")]
    private static partial int OpenPair(int family, int type, int protocol, int[] pair);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void End(int code);
}

using System.Runtime.InteropServices;

namespace Troupe.Tests.Dummy;

/// <summary>A worker that has gone bad: it writes whatever it likes to the link of its own process, past all of Troupe's code.</summary>
public static partial class Hostile
{
    private const int Shutdown = 2;

    private static readonly Lazy<int> s_link = new(Link);

    /// <summary>Writes, and then returns like any other job.</summary>
    public static int Say(byte[] bytes)
    {
        Write(bytes);
        return bytes?.Length ?? 0;
    }

    /// <summary>Writes the same again and again, and then returns.</summary>
    public static int SayAgainAndAgain(byte[] bytes, int times)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        for (var left = times; left > 0; left--)
            Write(bytes);
        return times;
    }

    /// <summary>Says that it runs, writes, and never ends.</summary>
    public static int SayAndHold(byte[] bytes)
    {
        JobContext.Current.Report(Environment.ProcessId);
        Write(bytes);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    /// <summary>
    /// Returns at once when there is nothing to write, and so passes for a short job. Else it writes ahead of all outcomes that are
    /// ready and not sent; then it dies, or sends them by a report and never ends.
    /// </summary>
    public static int SayAheadUnlessEmpty(byte[] bytes, bool die)
    {
        var link = s_link.Value;
        if (bytes is not { Length: > 0 })
            return 0;
        Write(link, bytes);
        if (die)
            return Dying.By(Death.Kill);
        JobContext.Current.Report(Environment.ProcessId);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    /// <summary>Writes the same again and again, and never ends.</summary>
    public static int SayAgainAndAgainAndHold(byte[] bytes, int times)
    {
        JobContext.Current.Report(Environment.ProcessId);
        _ = SayAgainAndAgain(bytes, times);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    /// <summary>Writes, and kills its process in the same breath.</summary>
    public static int SayAndDie(byte[] bytes)
    {
        Write(bytes);
        return Dying.By(Death.Kill);
    }

    /// <summary>Writes what has the job's own id in it, at this place, and then holds.</summary>
    public static int SayOfOwnJobAndHold(byte[] bytes, int place)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        for (var at = place; at < bytes.Length; at += bytes.Length)
            BitConverter.TryWriteBytes(bytes.AsSpan(at), JobContext.Current.JobId);
        return SayAndHold(bytes);
    }

    /// <summary>Ends the link and lives on.</summary>
    public static int HangUpAndHold()
    {
        _ = ShutDown(Link(), Shutdown);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    /// <summary>Writes into the page that it shares with its coordinator that its job began then, and never ends.</summary>
    public static int ClaimStartAndHold(long start)
    {
        const int StartPlace = 24;
        var map = File.ReadLines("/proc/self/maps").First(line => line.Contains("/flight-", StringComparison.Ordinal));
        var page = nint.Parse(
            map.AsSpan(0, map.IndexOf('-', StringComparison.Ordinal)),
            System.Globalization.NumberStyles.HexNumber,
            System.Globalization.CultureInfo.InvariantCulture);
        Marshal.WriteInt64(page, StartPlace, start);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    /// <summary>Puts something else in the link's place, so that what is written to it goes nowhere.</summary>
    public static void LoseLink()
    {
        using var nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite);
        _ = Duplicate((int)nowhere.DangerousGetHandle(), Link());
    }

    public static int Throw(string message) => throw new InvalidOperationException(message);

    public static long JobId() => JobContext.Current.JobId;

    private static void Write(byte[] bytes) => Write(Link(), bytes);

    private static void Write(int link, byte[] bytes)
    {
        for (var written = 0; written < bytes.Length;)
        {
            var count = WriteTo(link, ref bytes[written], bytes.Length - written);
            if (count <= 0)
                return; // The other side has had enough.
            written += (int)count;
        }
    }

    /// <summary>The only socket that a worker has of its own.</summary>
    private static int Link() =>
        Directory.EnumerateFiles("/proc/self/fd")
            .Where(file => new FileInfo(file).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true)
            .Select(file => int.Parse(Path.GetFileName(file), System.Globalization.CultureInfo.InvariantCulture))
            .Min();

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint WriteTo(int file, ref byte bytes, nint count);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int file, int place);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial int ShutDown(int socket, int how);
}

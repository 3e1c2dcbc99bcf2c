using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Troupe.Tests.Dummy;

/// <summary>Jobs that use up what a process has, and places where user code runs without being asked.</summary>
public static partial class Exhaustion
{
    private const int BlockedItems = 200;
    private const int MostFiles = 512;

    /// <summary>Takes memory until there is none.</summary>
    public static int TakeAllMemory()
    {
        var taken = new List<byte[]>();
        while (true)
            taken.Add(new byte[1 << 20]);
    }

    /// <summary>Blocks the thread pool for so long, and the job with it.</summary>
    public static int StarveThreadPool(int milliseconds)
    {
        JobContext.Current.Report(Environment.ProcessId);
        using var end = new ManualResetEventSlim();
        for (var item = 0; item < BlockedItems; item++)
            ThreadPool.UnsafeQueueUserWorkItem(static state => ((ManualResetEventSlim)state!).Wait(), end);
        Thread.Sleep(milliseconds);
        end.Set();
        return Environment.ProcessId;
    }

    /// <summary>Opens files until the system refuses, which it does soon; gives them back, and tells how many there were.</summary>
    public static int OpenAllFiles()
    {
        _ = OpenFileLimit.Set(MostFiles);
        var open = new List<FileStream>();
        try
        {
            while (true)
                open.Add(new FileStream("/dev/null", FileMode.Open, FileAccess.Read));
        }
        catch (IOException)
        {
            return open.Count;
        }
        finally
        {
            open.ForEach(file => file.Dispose());
        }
    }

    /// <summary>Starts a program that doubles and doubles, until the system refuses or there are two thousand; never ends.</summary>
    public static int ForkBomb()
    {
        using var bomb = Process.Start(new ProcessStartInfo(
            "sh",
            ["-c", "double() { [ $1 -gt 0 ] && { double $(($1 - 1)) & double $(($1 - 1)) & }; sleep 600; }; double 10"])
        {
            UseShellExecute = false
        })!;
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    /// <summary>Closes what should be the console's input.</summary>
    public static int CloseStandardInput()
    {
        _ = Close(0);
        return Environment.ProcessId;
    }

    public static int UseStaticConstructor() => EndsWhenUsed.Value;

    public static int LeaveFinalizer()
    {
        Leave();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave() => _ = new EndsWhenCollected();

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    private static class EndsWhenUsed
    {
        public static readonly int Value = Dying.By(Death.ExitZero);
    }

    private sealed class EndsWhenCollected
    {
        ~EndsWhenCollected() => Environment.Exit(0);
    }
}

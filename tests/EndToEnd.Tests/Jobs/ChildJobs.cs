using System.Diagnostics;

namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Functions for processes of their own.</summary>
public static class ChildJobs
{
    public sealed record Identity(int Pid, int ParentPid, string? Name);

    public static Identity Who() => new(Environment.ProcessId, JobContext.Current.ParentPid, JobContext.Current.ProcessName);

    public static int Exit(int code)
    {
        Environment.Exit(code);
        return code;
    }

    public static void Throw(string message) => throw new InvalidDataException(message);

    /// <summary>Says that it runs and never ends.</summary>
    public static void Hold(string gate)
    {
        File.WriteAllText(gate + ".pid", "");
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Says that it runs and ends with its token, with a result of its own.</summary>
    public static async Task<string> TidyUpAsync(string gate, CancellationToken token)
    {
        await File.WriteAllTextAsync(gate + ".pid", "", token);
        await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default);
        return "tidied up";
    }

    public static async Task HoldAsync(string gate, CancellationToken token)
    {
        await File.WriteAllTextAsync(gate + ".pid", "", token);
        await Task.Delay(Timeout.Infinite, token);
    }

    /// <summary>Returns at once; a thread of the given kind waits for the gate and leaves a mark.</summary>
    public static int LeaveThread(string gate, bool background)
    {
        var thread = new Thread(() =>
        {
            while (!File.Exists(gate))
                Thread.Sleep(2);
            File.WriteAllText(gate + ".thread", "");
        })
        { IsBackground = background };
        thread.Start();
        return Environment.ProcessId;
    }

    /// <summary>Returns at once; a foreground thread throws when the gate opens.</summary>
    public static void LeaveThreadThatThrows(string gate) => new Thread(() =>
    {
        while (!File.Exists(gate))
            Thread.Sleep(2);
        throw new InvalidDataException("the thread's own");
    }).Start();

    public static void Print(string word, int times)
    {
        for (var line = 0; line < times; line++)
            Console.WriteLine($"{word} {line}");
    }

    public static void PrintWithoutEnd(string word)
    {
        while (true)
            Console.WriteLine(word);
    }

    /// <summary>Starts a process of its own, tells its identity to a file and holds, as that one does.</summary>
    public static void HoldWithChild(string gate)
    {
        var child = ChildProcess.Start(HoldAndTell, gate + ".inner");
        File.WriteAllText(gate + ".pid", $"{child.Pid}");
        Thread.Sleep(Timeout.Infinite);
    }

    public static void HoldAndTell(string gate)
    {
        File.WriteAllText(gate + ".pid", "");
        Thread.Sleep(Timeout.Infinite);
    }

    public static async Task<Identity> GrandchildAsync()
    {
        await using var child = ChildProcess.Start(Who);
        return await child.Result;
    }

    public static async Task<int> AddInPoolAsync()
    {
        await using var pool = await ProcessPool.StartAsync(workers: 1);
        return await pool.RunAsync(Arithmetic.Add, 2, 3);
    }

    public static Task<int> AddInNoPoolAsync() => JobContext.Current.Pool.RunAsync(Arithmetic.Add, 2, 3);

    public static async Task WriteAsync(ProcessChannel<int> channel, int count)
    {
        for (var item = 0; item < count; item++)
            await channel.WriteAsync(item);
        channel.Complete();
    }

    public static async Task<int> SumAsync(ProcessChannel<int> channel)
    {
        var sum = 0;
        await foreach (var item in channel.ReadAllAsync())
            sum += item;
        return sum;
    }

    /// <summary>Takes more and more memory, up to 1 GiB, and holds it.</summary>
    public static void TakeMemory()
    {
        var held = new List<byte[]>();
        for (var block = 0; block < 64; block++)
        {
            held.Add(new byte[16 << 20]);
            Array.Fill(held[^1], (byte)1);
            Thread.Sleep(20);
        }
        Thread.Sleep(Timeout.Infinite);
        GC.KeepAlive(held);
    }

    public static void KillItself() => Process.GetCurrentProcess().Kill();

    public static void SetExitCode(int code) => Environment.ExitCode = code;
}

using System.Globalization;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Jobs that keep a ledger of what they have done, each in a file of its own, for a checker to read.</summary>
public static class StormJobs
{
    public static FileStream Ledger(string folder, string kind) =>
        new(
            Path.Combine(folder, $"{kind}-{Environment.ProcessId}-{Guid.NewGuid():N}"),
            FileMode.Append,
            FileAccess.Write,
            FileShare.ReadWrite,
            0);

    public static void Note(FileStream ledger, string line) => ledger.Write(System.Text.Encoding.ASCII.GetBytes(line + "\n"));

    public static async Task Write(ProcessChannel<int> channel, int writer, int count, string folder)
    {
        var done = KillStorm.Lines(folder, "written-*").Count(line => line.StartsWith($"{writer} ", StringComparison.Ordinal));
        await using var ledger = Ledger(folder, "written");
        for (var item = done; item < count; item++)
        {
            await channel.WriteAsync((writer * count) + item);
            Note(ledger, $"{writer} {item}");
        }
    }

    public static async Task Read(ProcessChannel<int> channel, string folder)
    {
        await using var ledger = Ledger(folder, "read");
        await foreach (var item in channel.ReadAllAsync())
            Note(ledger, item.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Says numbers and expects them back.</summary>
    /// <returns>What went wrong; null when the other end died or all came back.</returns>
    public static async Task<string?> Ask(ProcessPipe<int> end, int times, string folder)
    {
        await using var ledger = Ledger(folder, "talk");
        try
        {
            for (var number = 0; number < times; number++)
            {
                await end.WriteAsync(number);
                if (await end.ReadAsync() is var answer && answer != number)
                    return $"{number} was answered by {answer}";
                Note(ledger, ".");
            }
            end.Close();
            return null;
        }
        catch (IOException error)
        {
            return error.InnerException is WorkerLostException ? null : error.ToString();
        }
    }

    public static async Task<string?> Answer(ProcessPipe<int> end)
    {
        var expected = 0;
        try
        {
            await foreach (var number in end.ReadAllAsync())
            {
                if (number != expected++)
                    return $"{number} came where {expected - 1} was due";
                await end.WriteAsync(number);
            }
            return null;
        }
        catch (IOException error)
        {
            return error.InnerException is WorkerLostException ? null : error.ToString();
        }
    }

    public static async Task Append(SharedList<string> list, int writer, int count, string folder)
    {
        await using var ledger = Ledger(folder, "added");
        for (var item = 0; item < count; item++)
        {
            await list.AddAsync($"{writer} {item}");
            Note(ledger, $"{writer} {item}");
        }
    }

    public static async Task Raise(SharedDictionary<string, int> counts, string key, int times, string folder)
    {
        await using var ledger = Ledger(folder, "raised");
        for (var i = 0; i < times; i++)
        {
            await counts.AddOrUpdateAsync(key, 1, count => count + 1);
            Note(ledger, DictionaryJobs.HasFastPath(counts) ? $"{key} short" : key);
        }
    }

    /// <summary>Holds a lease of a semaphore over and over, and notes how many did so at once by what it finds in the array.</summary>
    public static async Task<int> Enter(ProcessSemaphore places, SharedArray<int> inside, int own, int times, string folder)
    {
        await using var ledger = Ledger(folder, "entered");
        var most = 0;
        for (var i = 0; i < times; i++)
        {
            await using var lease = await places.AcquireAsync();
            Volatile.Write(ref inside[own], Environment.ProcessId);
            Thread.MemoryBarrier();
            most = Math.Max(most, CountLiving(inside));
            Volatile.Write(ref inside[own], 0);
            Note(ledger, ".");
        }
        return most;
    }

    /// <summary>Meets the others over and over.</summary>
    /// <returns>How often all came, and whether it ended because one of them was lost.</returns>
    public static async Task<(int Met, bool Broken)> Meet(ProcessBarrier barrier, int times, string folder)
    {
        await using var ledger = Ledger(folder, "met");
        for (var met = 0; met < times; met++)
        {
            try
            {
                await barrier.SignalAndWaitAsync();
            }
            catch (BarrierBrokenException)
            {
                return (met, true);
            }
            Note(ledger, ".");
        }
        return (times, false);
    }

    /// <summary>A mark of a dead process is not somebody inside.</summary>
    public static int CountLiving(SharedArray<int> inside)
    {
        var living = 0;
        for (var i = 0; i < inside.Length; i++)
        {
            living += Volatile.Read(ref inside[i]) is var pid and > 0 && Directory.Exists($"/proc/{pid}")
                && Volatile.Read(ref inside[i]) == pid ? 1 : 0;
        }

        return living;
    }
}

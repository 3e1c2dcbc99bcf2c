using System.Globalization;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Jobs that hold locks and meet at barriers.</summary>
public static class LockJobs
{
    /// <summary>Raises the number in a file, without any protection but the lock.</summary>
    public static async Task<int> Count(ProcessLock guard, string file, int times)
    {
        var abandoned = 0;
        for (var i = 0; i < times; i++)
        {
            await using var lease = await guard.AcquireAsync();
            abandoned += lease.Abandoned ? 1 : 0;
            var number = File.Exists(file) && File.ReadAllText(file) is { Length: > 0 } text
                ? int.Parse(text, CultureInfo.InvariantCulture)
                : 0;
            File.WriteAllText(file, (number + 1).ToString(CultureInfo.InvariantCulture));
        }
        return abandoned;
    }

    /// <summary>Puts a mark into the folder while it holds the lock, and complains of a mark of another's.</summary>
    public static async Task<string?> Enter(ProcessLock guard, string folder, int times)
    {
        var own = Path.Combine(folder, $"{Environment.ProcessId}.in");
        for (var i = 0; i < times; i++)
        {
            await using var lease = await guard.AcquireAsync();
            if (lease.Abandoned)
            {
                foreach (var mark in Directory.EnumerateFiles(folder, "*.in"))
                    File.Delete(mark); // The dead holder's.
            }
            await using var inner = guard.TryAcquire(); // Null, unless the lock is re-entrant.
            File.WriteAllText(own, "");
            if (Directory.GetFiles(folder, "*.in") is { Length: > 1 } marks)
                return string.Join(' ', marks.Select(Path.GetFileName));
            File.Delete(own);
        }
        return null;
    }

    public static async Task<int> HoldAndWait(ProcessLock guard, string gate)
    {
        await using var lease = await guard.AcquireAsync();
        return Gate.Pass(gate);
    }

    /// <summary>Takes the lock and gives it back so often that it does so by the short way, and then keeps it.</summary>
    public static async Task<int> UseAndHold(ProcessLock guard, int times, string gate)
    {
        for (var i = 0; i < times; i++)
            (await guard.AcquireAsync()).Dispose();
        var lease = await guard.AcquireAsync();
        return lease.Abandoned ? -1 : Gate.Pass(gate);
    }

    /// <summary>Takes the lock twice at a time, so often that it does so by the short way, and then gives back the first of two leases and
    /// keeps the second.</summary>
    public static async Task<int> UseTwiceAndHold(ProcessLock guard, int times, string gate)
    {
        for (var i = 0; i < times; i++)
        {
            using var first = await guard.AcquireAsync();
            using var second = guard.TryAcquire() ?? throw new InvalidOperationException("A re-entrant lock was refused to its holder.");
        }
        var outer = await guard.AcquireAsync();
        using var inner = await guard.AcquireAsync();
        outer.Dispose();
        outer.Dispose();
        return Gate.Pass(gate);
    }

    public static async Task HoldAndForget(ProcessLock guard) => await guard.AcquireAsync();

    public static async Task<int> Arrive(ProcessBarrier barrier) => await barrier.SignalAndWaitAsync();

    public static async Task<int> ArriveAndWait(ProcessBarrier barrier, string gate)
    {
        await barrier.SignalAndWaitAsync();
        Gate.Pass(gate);
        return await barrier.SignalAndWaitAsync();
    }

    public static async Task<int> MeetOften(ProcessBarrier barrier, int times)
    {
        var first = 0;
        for (var i = 0; i < times; i++)
            first += await barrier.SignalAndWaitAsync() == 0 ? 1 : 0;
        return first;
    }

    /// <summary>Says that it holds the condition's lock, and waits for a notification.</summary>
    public static async Task WaitOnce(ProcessCondition changed, string mark)
    {
        await using var held = await changed.AcquireAsync();
        File.WriteAllText(mark, "");
        await held.WaitAsync();
    }

    /// <summary>Takes from a bounded stock that lies in a shared value, under a condition.</summary>
    public static async Task<int> Consume(ProcessCondition changed, SharedValue<int> stock, int count)
    {
        for (var taken = 0; taken < count; taken++)
        {
            await using var held = await changed.AcquireAsync();
            while (await stock.GetAsync() == 0)
                await held.WaitAsync();
            await stock.UpdateAsync(items => items - 1);
            held.NotifyAll();
        }
        return count;
    }

    public static async Task Produce(ProcessCondition changed, SharedValue<int> stock, int count, int most)
    {
        for (var made = 0; made < count; made++)
        {
            await using var held = await changed.AcquireAsync();
            while (await stock.GetAsync() == most)
                await held.WaitAsync();
            await stock.UpdateAsync(items => items + 1);
            held.NotifyAll();
        }
    }
}

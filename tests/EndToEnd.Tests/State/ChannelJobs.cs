using System.Threading.Channels;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Jobs that write to channels and read from them.</summary>
public static class ChannelJobs
{
    public static async Task WriteRange(ProcessChannel<int> channel, int first, int count)
    {
        for (var item = first; item < first + count; item++)
            await channel.WriteAsync(item);
    }

    public static async Task<int[]> ReadAll(ProcessChannel<int> channel)
    {
        var items = new List<int>();
        await foreach (var item in channel.ReadAllAsync())
            items.Add(item);
        return [.. items];
    }

    public static bool TryWrite(ProcessChannel<int> channel, int item) => channel.TryWrite(item);

    public static int? TryRead(ProcessChannel<int> channel) => channel.TryRead(out var item) ? item : null;

    /// <summary>Reads one item, notes that it has it, and neither acknowledges nor ends before the gate opens.</summary>
    public static async Task<int> TakeAndWait(ProcessChannel<int> channel, string gate)
    {
        var item = await channel.ReceiveAsync();
        Gate.Pass(gate);
        return item.Value;
    }

    public static async Task<int> TakeAndForget(ProcessChannel<int> channel) => (await channel.ReceiveAsync()).Value;

    public static async Task<int> WriteAndWait(ProcessChannel<int> channel, int item, string gate)
    {
        await channel.WriteAsync(item);
        return Gate.Pass(gate);
    }

    /// <summary>Reads from a channel that came through a channel, and answers over that one.</summary>
    public static async Task Forward(ProcessChannel<ProcessChannel<int>> channels)
    {
        var inner = await channels.ReadAsync();
        await inner.WriteAsync(await inner.ReadAsync() + 1);
    }

    public static async Task<string> WriteUntilRefused(ProcessChannel<int> channel)
    {
        try
        {
            while (true)
                await channel.WriteAsync(1);
        }
        catch (ChannelClosedException error)
        {
            return error.InnerException?.Message ?? "closed";
        }
    }

    /// <summary>Takes items, writes each one into its own ledger and then acknowledges it.</summary>
    public static async Task Account(ProcessChannel<int> channel, string folder)
    {
        var ledger = Path.Combine(folder, $"read-{Environment.ProcessId}");
        await foreach (var item in channel.ReceiveAllAsync())
        {
            await File.AppendAllTextAsync(ledger, $"{item.Value}\n");
            item.Acknowledge();
        }
    }

    /// <summary>Writes its items, and notes each one before and after.</summary>
    public static async Task WriteNoted(ProcessChannel<int> channel, int first, int count, string folder)
    {
        var ledger = Path.Combine(folder, $"written-{first}");
        var done = File.Exists(ledger) ? File.ReadAllLines(ledger).Length : 0;
        for (var item = first + done; item < first + count; item++)
        {
            await channel.WriteAsync(item);
            await File.AppendAllTextAsync(ledger, $"{item}\n");
        }
    }

    /// <summary>Writes as long as there is room at once.</summary>
    /// <returns>How many found room.</returns>
    public static int Fill(ProcessChannel<int> channel, int first)
    {
        var count = 0;
        while (channel.TryWrite(first + count))
            count++;
        return count;
    }

    /// <summary>Takes what is there at once.</summary>
    public static int[] Empty(ProcessChannel<int> channel)
    {
        var items = new List<int>();
        while (channel.TryRead(out var item))
            items.Add(item);
        return [.. items];
    }

    /// <summary>Writes long items, each of which ends with its number.</summary>
    public static async Task WriteBlocks(ProcessChannel<byte[]> channel, int count, int length)
    {
        for (var number = 0; number < count; number++)
        {
            var block = new byte[length];
            block[^1] = (byte)number;
            await channel.WriteAsync(block);
        }
    }
}

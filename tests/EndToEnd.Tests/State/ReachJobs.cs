namespace Troupe.EndToEnd.Tests.State;

/// <summary>Jobs that create shared objects, and pass handles on.</summary>
public static class ReachJobs
{
    public static async Task<int> SumOfOwnChild(int count)
    {
        await using var numbers = ProcessChannel.Create<int>();
        await using var child = ChildProcess.Start(ChannelJobs.WriteRange, numbers, 0, count);
        await child.Completion;
        numbers.Complete();
        var sum = 0;
        await foreach (var number in numbers.ReadAllAsync())
            sum += number;
        return sum;
    }

    public static async Task<int> PassToSibling()
    {
        await using var own = ProcessChannel.Create<int>();
        return await JobContext.Current.Pool.RunAsync(() => own.Count);
    }

    /// <returns>What came of it.</returns>
    public static async Task<string> PassToOwnChild(ProcessChannel<int> channel)
    {
        await using var child = ChildProcess.Start(ChannelJobs.WriteRange, channel, 0, 10);
        try
        {
            await child.Completion;
            return "it was passed on";
        }
        catch (PayloadFormatException error)
        {
            return error.ToString();
        }
    }

    public static async Task RelayFromOwnChild(ProcessChannel<int> channel, int count)
    {
        await using var own = ProcessChannel.Create<int>();
        await using var child = ChildProcess.Start(ChannelJobs.WriteRange, own, 0, count);
        await child.Completion;
        own.Complete();
        await foreach (var number in own.ReadAllAsync())
            await channel.WriteAsync(number);
    }
}

using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Jobs at one end of a pipe.</summary>
public static class PipeJobs
{
    /// <summary>Answers each number with its square, until the other end is closed.</summary>
    public static async Task<int> Squares(ProcessPipe<int> end)
    {
        var count = 0;
        await foreach (var number in end.ReadAllAsync())
        {
            await end.WriteAsync(number * number);
            count++;
        }
        return count;
    }

    public static async Task<int> ReadAndWait(ProcessPipe<int> end, string gate)
    {
        await end.ReadAsync();
        return Gate.Pass(gate);
    }

    public static async Task WriteRange(ProcessPipe<int> end, int first, int count)
    {
        for (var number = first; number < first + count; number++)
            await end.WriteAsync(number);
        end.Close();
    }

    /// <summary>A message of a length of its own.</summary>
    public static string Message(int thread, int number) => $"{thread} {number} {new string('x', number)}";

    public static Task WriteFromThreads(ProcessPipe<string> end, int threads, int each) =>
        Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Run(async () =>
        {
            for (var number = 0; number < each; number++)
                await end.WriteAsync(Message(thread, number));
        })));
}

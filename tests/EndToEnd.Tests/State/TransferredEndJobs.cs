using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Jobs that are given an end of a pipe and may die before they use it.</summary>
public static class TransferredEndJobs
{
    /// <summary>An end where one may lie: in a list, in a record, in a tuple.</summary>
    public sealed record Nested(string Name, (int Number, List<ProcessPipe<string>> Ends) Parts);

    public static void Exit(ProcessPipe<string> end) => ExitNow(end);

    public static int ExitByName(ProcessPipe<string> end)
    {
        ExitNow(end);
        return 0;
    }

    public static void ExitWithNested(Nested nested) => ExitNow(nested.Parts.Ends[0]);

    /// <summary>Dies in the first attempt, writes in the second.</summary>
    public static async Task WriteInSecondAttempt(ProcessPipe<string> end)
    {
        if (JobContext.Current.Attempt == 1)
            ExitNow(end);
        await end.WriteAsync("second");
    }

    /// <summary>An item of a map: dies before it uses its end, or writes the text.</summary>
    public static async Task<int> WriteUnlessEmpty((ProcessPipe<string> End, string Text) item)
    {
        if (item.Text.Length == 0)
            ExitNow(item.End);
        await item.End.WriteAsync(item.Text);
        return item.Text.Length;
    }

    public static void Throw(ProcessPipe<string> end) => throw new InvalidDataException($"with an end that can be read: {end.CanRead}");

    public static int PassGate(ProcessPipe<string> end, string gate) => end.CanRead ? Gate.Pass(gate) : 0;

    public static async Task<int> PassGateWithToken(ProcessPipe<string> end, string gate, CancellationToken token) =>
        end.CanRead ? await Gate.PassAsync(gate, token) : 0;

    /// <summary>Waits for a message, however long it takes.</summary>
    public static async Task<string> Read(ProcessPipe<string> end) => await end.ReadAsync();

    /// <summary>Leaves a file with the name of its process, and waits for a message, however long it takes.</summary>
    public static async Task<string> SignAndRead(ProcessPipe<string> end, string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, $"{Environment.ProcessId}"), "");
        return await end.ReadAsync();
    }

    private static void ExitNow(ProcessPipe<string> end)
    {
        GC.KeepAlive(end);
        Environment.Exit(3);
    }
}

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Jobs that change shared objects.</summary>
public static class CellJobs
{
    public static async Task Count(SharedDictionary<string, int> counts, string key, int times)
    {
        for (var i = 0; i < times; i++)
            await counts.AddOrUpdateAsync(key, 1, count => count + 1);
    }

    /// <summary>Counts as <see cref="Count"/> does, and notes each step that is done in a file of its own.</summary>
    public static async Task CountNoted(SharedValue<long> count, int times, string ledger)
    {
        await using var notes = new FileStream(ledger, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 0);
        for (var i = 0; i < times; i++)
        {
            await count.UpdateAsync(value => value + 1);
            notes.WriteByte((byte)'+');
        }
    }

    public static Task AddPid(SharedList<int> pids) => pids.AddAsync(Environment.ProcessId);
}

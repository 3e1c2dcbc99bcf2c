using Troupe.SharedState;
using Troupe.SharedState.Dictionaries;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Jobs that use a dictionary as fast as they can.</summary>
public static class DictionaryJobs
{
    /// <summary>Where a job says how far it is; and where all are told to end.</summary>
    public const int End = 0;

    /// <summary>Whether the process that asks has a table of the dictionary's at this moment.</summary>
    public static bool HasFastPath<TKey, TValue>(SharedDictionary<TKey, TValue> dictionary)
        where TKey : notnull =>
            ((ISharedHandle<SharedDictionary<TKey, TValue>>)dictionary).Reference.FastPath(0, static own => new CellFastPath(own)).IsOpen;

    /// <summary>Counts until it is told to end.</summary>
    /// <returns>How many steps were made, and how many of them by the short way.</returns>
    public static async Task<(int Steps, int Short)> CountOn(
        SharedDictionary<string, string> counts,
        string key,
        SharedArray<int> progress,
        int own)
    {
        var (steps, byTable) = (0, 0);
        while (Volatile.Read(ref progress[End]) == 0)
        {
            await counts.AddOrUpdateAsync(key, "1", count => $"{int.Parse(count, null) + 1}");
            byTable += HasFastPath(counts) ? 1 : 0;
            Volatile.Write(ref progress[own], ++steps);
        }
        return (steps, byTable);
    }

    /// <summary>Sets one key over and over without waiting for it.</summary>
    /// <returns>Whether the short way was there at the end.</returns>
    public static async Task<bool> SetAhead(SharedDictionary<string, int> dictionary, int times)
    {
        var all = new List<Task>();
        for (var number = 0; number <= times; number++)
            all.Add(dictionary.SetAsync("a", number));
        await Task.WhenAll(all);
        return HasFastPath(dictionary);
    }

    /// <summary>Reads a number until it is so large.</summary>
    /// <returns>Whether it ever went back.</returns>
    public static async Task<bool> WatchGrow(SharedDictionary<string, int> dictionary, int end)
    {
        var last = 0;
        while (last < end)
        {
            var next = (await dictionary.TryGetAsync("a")).Value;
            if (next < last)
                return true;
            last = next;
        }
        return false;
    }

    /// <summary>Uses a dictionary until it is no more.</summary>
    public static async Task<string> SetUntilItEnds(SharedDictionary<string, int> dictionary, SharedValue<int> begun)
    {
        for (var number = 0; ; number++)
        {
            try
            {
                await dictionary.SetAsync("a", number);
            }
            catch (ObjectDisposedException error)
            {
                return error.Message;
            }
            if (number == 1000)
                await begun.UpdateAsync(count => count + 1);
        }
    }
}

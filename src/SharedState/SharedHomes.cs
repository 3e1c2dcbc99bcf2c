using System.Collections.Concurrent;
using Troupe.Links.Shared;

namespace Troupe.SharedState;

/// <summary>The shared objects that live in this process, by their numbers. Safe for any thread.</summary>
internal static class SharedHomes
{
    private static readonly ConcurrentDictionary<ulong, SharedHome> s_all = new();

    /// <summary>From now on the object is found by a number of its own, which cannot be guessed: who knows it may use the object.</summary>
    public static void Add(SharedHome home)
    {
        home.Number = RandomNumber.Next();
        s_all[home.Number] = home;
    }

    /// <summary>The object of a number; null when there is none, or no longer.</summary>
    public static SharedHome? Find(ulong number) => s_all.GetValueOrDefault(number);

    public static void Remove(SharedHome home) => s_all.TryRemove(new(home.Number, home));
}

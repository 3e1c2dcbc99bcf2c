using System.Text.Json;

namespace Troupe.Configuration;

/// <summary>A key of a section: its name, and how its value gets into the options.</summary>
internal sealed record PoolKey(string Name, Action<ProcessPoolOptions, HoconEntry> Set)
{
    public static PoolKey Of<T>(string option, HoconKind<T> kind, Action<ProcessPoolOptions, T> set) =>
        new(NameOf(option), (options, entry) => set(options, entry.Read(kind)));

    /// <summary>The key of an option: <c>SpareWorkers</c> is <c>spare-workers</c>.</summary>
    public static string NameOf(string option) => JsonNamingPolicy.KebabCaseLower.ConvertName(option);
}

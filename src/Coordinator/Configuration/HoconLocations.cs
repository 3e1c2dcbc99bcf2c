namespace Troupe.Configuration;

/// <summary>Where the keys of a configuration stand.</summary>
internal sealed class HoconLocations
{
    private readonly Dictionary<string, HoconLocation> _locations = [];

    /// <summary>Of a configuration that came as an object, nothing is known.</summary>
    public static HoconLocations None { get; } = new();

    /// <summary>The last location of a key wins, as its last value does.</summary>
    public void Set(string path, HoconLocation location) => _locations[path] = location;

    public void Include(string section, HoconLocations included)
    {
        foreach (var (path, location) in included._locations)
            _locations[HoconPath.Within(section, path)] = location;
    }

    /// <summary>
    /// Where a key stands. A section that only its keys' paths name (<c>a.b = 1</c>) is where they are; a key that came by a
    /// reference to another section is where that reference is.
    /// </summary>
    public HoconLocation Of(string path)
    {
        if (_locations.TryGetValue(path, out var location))
            return location;
        var near = _locations.Keys.FirstOrDefault(key => HoconPath.IsIn(key, path))
            ?? _locations.Keys.Where(key => HoconPath.IsIn(path, key)).MaxBy(key => key.Length);
        return near is null ? default : _locations[near];
    }
}

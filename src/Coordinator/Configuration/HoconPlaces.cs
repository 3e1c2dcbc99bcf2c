namespace Troupe.Configuration;

/// <summary>Where the keys of a configuration stand.</summary>
internal sealed class HoconPlaces
{
    private readonly Dictionary<string, HoconPlace> _places = [];

    /// <summary>Of a configuration that came as an object, nothing is known.</summary>
    public static HoconPlaces None { get; } = new();

    /// <summary>The last place of a key wins, as its last value does.</summary>
    public void Set(string path, HoconPlace place) => _places[path] = place;

    public void Include(string section, HoconPlaces included)
    {
        foreach (var (path, place) in included._places)
            _places[HoconPath.Within(section, path)] = place;
    }

    /// <summary>
    /// Where a key stands. A section that only its keys' paths name (<c>a.b = 1</c>) is where they are; a key that came by a
    /// reference to another section is where that reference is.
    /// </summary>
    public HoconPlace Of(string path)
    {
        if (_places.TryGetValue(path, out var place))
            return place;
        var near = _places.Keys.FirstOrDefault(key => HoconPath.IsIn(key, path))
            ?? _places.Keys.Where(key => HoconPath.IsIn(path, key)).MaxBy(key => key.Length);
        return near is null ? default : _places[near];
    }
}

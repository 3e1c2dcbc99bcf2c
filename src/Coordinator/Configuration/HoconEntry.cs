using Akka.Configuration.Hocon;
using Troupe.Platform.Texts;

namespace Troupe.Configuration;

/// <summary>The value of a key, and where it stands.</summary>
internal sealed class HoconEntry(HoconValue value, string path, HoconLocations places)
{
    /// <summary>Null means, as in all of HOCON, that the key is not set.</summary>
    public bool IsNull => value.IsString() && value.GetString() is null;

    /// <summary>The folder that relative paths are relative to: that of the file, or else the working directory.</summary>
    public string Folder =>
        Location.File is { } file ? Path.GetDirectoryName(Path.GetFullPath(file))! : Directory.GetCurrentDirectory();

    private HoconLocation Location => places.Of(path);

    /// <exception cref="InvalidConfigurationException">The entry is a single value.</exception>
    public IEnumerable<KeyValuePair<string, HoconEntry>> Members()
    {
        if (IsNull)
            return [];
        var section = value.GetObject() ?? throw Wrong("it must be a section: { … }");
        return section.Items.Select(
            item => KeyValuePair.Create(item.Key, new HoconEntry(item.Value, HoconPath.Join(path, item.Key), places)));
    }

    /// <exception cref="InvalidConfigurationException">The value is of another kind.</exception>
    public T Read<T>(HoconKind<T> kind)
    {
        try
        {
            return kind.Read(value);
        }
        catch (Exception error) when (error is FormatException or NotSupportedException or OverflowException or ArgumentException)
        {
            throw Wrong($"it must be {kind.Expected}", error);
        }
    }

    public InvalidConfigurationException Wrong(string rule, Exception? cause = null) =>
        Location.Wrong($"{path} is {Shown}; {rule}.", path, cause);

    /// <summary>The error of a key that does not exist, with the nearest of those that do.</summary>
    public InvalidConfigurationException Unknown(string name, IReadOnlyCollection<string> known)
    {
        var near = known.Select(candidate => (Name: candidate, Distance: EditDistance.Between(candidate, name)))
            .Where(candidate => candidate.Distance <= Math.Max(2, name.Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
        var offer = near is null ? $"There are {string.Join(", ", known)}." : $"Did you mean {near}?";
        return Location.Wrong($"There is no setting {path}. {offer}", path);
    }

    private string Shown => value switch
    {
        _ when value.Values.Count == 0 => "empty",
        _ when IsNull => "null",
        _ when value.IsString() => $"'{value.GetString()}'",
        _ when value.IsObject() => "a section",
        _ => "a list",
    };
}

namespace Troupe.Configuration;

/// <summary>A line of a file; no file when a configuration came as an object.</summary>
internal readonly record struct HoconLocation(string? File, int? Line)
{
    public InvalidConfigurationException Wrong(string what, string? key = null, Exception? cause = null) =>
        new($"{Prefix}{what}", cause) { Key = key, File = File, Line = Line };

    private string Prefix => (File, Line) switch
    {
        (null, _) => "",
        (_, null) => $"{File}: ",
        _ => $"{File}, line {Line}: ",
    };
}

namespace Troupe.Architecture.Tests;

/// <summary>What holds of every source file.</summary>
public sealed class SourceSpecs
{
    private const int LongestFile = 400;
    private const int LongestLine = 140;

    private static IEnumerable<string> Sources { get; } =
        [.. new[] { "src", "tests", "samples", "benchmarks" }.SelectMany(folder => Repository.Files(folder, "*.cs"))];

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        var tooLong = Sources
            .Select(path => (Path: path, Lines: File.ReadLines(Repository.PathOf(path)).Count()))
            .Where(file => file.Lines > LongestFile)
            .Select(file => $"{file.Path}: {file.Lines} lines; there are two ideas in it");

        tooLong.ShouldBeEmpty();
    }

    [Fact]
    public void No_line_is_longer_than_140_columns()
    {
        var tooLong = Sources.SelectMany(path => File.ReadLines(Repository.PathOf(path))
            .Select((line, index) => (Line: line, Number: index + 1))
            .Where(line => line.Line.Length > LongestLine && !IsOneReference(line.Line))
            .Select(line => $"{path}:{line.Number}: {line.Line.Length} columns"));

        tooLong.ShouldBeEmpty();
    }

    // A reference of the documentation cannot be broken.
    private static bool IsOneReference(string line) => line.TrimStart().StartsWith("/// cref=\"", StringComparison.Ordinal);
}

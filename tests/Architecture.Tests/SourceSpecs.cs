namespace Troupe.Architecture.Tests;

/// <summary>What holds of every source file.</summary>
public sealed class SourceSpecs
{
    private const int LongestFile = 400;

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        var tooLong = new[] { "src", "tests", "samples", "benchmarks" }
            .SelectMany(folder => Repository.Files(folder, "*.cs"))
            .Select(path => (Path: path, Lines: File.ReadLines(Repository.PathOf(path)).Count()))
            .Where(file => file.Lines > LongestFile)
            .Select(file => $"{file.Path}: {file.Lines} lines; there are two ideas in it");

        tooLong.ShouldBeEmpty();
    }
}

using System.Text.RegularExpressions;

namespace Troupe.Architecture.Tests;

/// <summary>What holds of every source file.</summary>
public sealed partial class SourceSpecs
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
    public void No_class_of_the_product_has_more_than_400_lines_of_code_in_all_its_parts()
    {
        var tooLong = Sources.Where(path => path.StartsWith("src", StringComparison.Ordinal))
            .Select(path => (Path: path, Lines: File.ReadAllLines(Repository.PathOf(path))))
            .Select(file => (Type: FirstType(file.Lines), Assembly: file.Path.Split('/')[1], Lines: file.Lines.Count(IsCode)))
            .GroupBy(file => (file.Type, file.Assembly))
            .Select(parts => (parts.Key, Lines: parts.Sum(part => part.Lines)))
            .Where(type => type.Key.Type.Length > 0 && type.Lines > LongestFile)
            .Select(type => $"{type.Key.Type} in {type.Key.Assembly}: {type.Lines} lines; there are two ideas in it");

        tooLong.ShouldBeEmpty();
    }

    // A file has one type, and smaller ones inside of it.
    private static string FirstType(IEnumerable<string> lines) =>
        lines.Select(line => TypeHead().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value ?? "";

    private static bool IsCode(string line) => line.Trim() is { Length: > 0 } text && !text.StartsWith("//", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?:public|internal)[\w ]*?(?:class|struct|record(?: struct| class)?|interface) (\w+(?:<[\w, ]+>)?)")]
    private static partial Regex TypeHead();

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

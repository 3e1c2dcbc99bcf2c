using System.Security.Cryptography;

namespace Troupe.Samples.Tests;

/// <summary>The app of the container's image.</summary>
public sealed class ChecksumsSpecs : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("troupe-specs-");

    private string Result => Path.Combine(_folder.FullName, "sums");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_writes_the_hash_of_each_file_as_sha256sum_does()
    {
        var files = _folder.CreateSubdirectory("files/deep").Parent!;
        for (var number = 0; number < 20; number++)
        {
            var path = Path.Combine(files.FullName, number % 2 == 0 ? "deep" : "", $"{number}");
            await File.WriteAllTextAsync(path, new string('x', number * 999));
        }

        var (_, exitCode, _, error) = await SampleProgram.RunProgramAsync(SampleProgram.Checksums, files.FullName, Result);

        exitCode.ShouldBe(0, error);
        var expected = files.GetFiles("*", SearchOption.AllDirectories).Select(file => file.FullName).Order(StringComparer.Ordinal)
            .Select(path => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}  {path}");
        File.ReadLines(Result).ShouldBe(expected);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_costs_its_own_line()
    {
        var files = _folder.CreateSubdirectory("files");
        await File.WriteAllTextAsync(Path.Combine(files.FullName, "good"), "good");
        File.CreateSymbolicLink(Path.Combine(files.FullName, "bad"), "/no/such/file");

        var (_, exitCode, _, error) = await SampleProgram.RunProgramAsync(SampleProgram.Checksums, files.FullName, Result);

        exitCode.ShouldBe(1);
        error.ShouldContain("/files/bad: ");
        File.ReadLines(Result).Single().ShouldEndWith("/good");
    }
}

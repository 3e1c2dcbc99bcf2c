using System.Diagnostics;
using System.Text.Json;

namespace Troupe.Cli.Tests;

public sealed class FilesSpecs
{
    private const int Least = 2000;

    [Fact]
    public async Task Hashes_of_thousands_of_files_are_right_while_workers_are_killed()
    {
        using var folder = new TemporaryFolder();
        var files = RealFiles().Take(3000).ToArray();
        files.Length.ShouldBeGreaterThanOrEqualTo(Least);
        var input = folder.Write("files", files);
        var output = folder.File("out");
        using var tool = Tool.Start(
            ["map", Tool.Samples, "Troupe.Samples.Files.Sha256", "-i", input, "-o", output, "-w", "2", "--retries", "20"]);
        var run = tool.EndAsync();
        var (killed, before) = (0, 0L);
        while (await Task.WhenAny(run, Task.Delay(TimeSpan.FromMilliseconds(250))) != run)
        {
            // One victim for each second that brought results: a pool whose every worker is killed as it starts gives up.
            var written = File.Exists(output) ? new FileInfo(output).Length : 0;
            if (written > before && tool.WorkerPids() is { Length: > 0 } pids)
            {
                Tool.KillWorker(pids[Random.Shared.Next(pids.Length)]);
                killed++;
                before = written;
            }
        }

        (await run).ExitCode.ShouldBe(0, (await run).Error);
        killed.ShouldBeGreaterThan(0);
        var hashes = File.ReadLines(output).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("result").GetString());
        hashes.ShouldBe(await Sha256SumAsync(input));
    }

    /// <summary>
    /// Files of the .NET installation: plenty, of many sizes, and nobody changes them. The largest are left out, for an item
    /// that three workers died of is given up, and on a busy machine those would take longer than workers live here.
    /// </summary>
    private static IEnumerable<string> RealFiles()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(file => !file.Contains('\\') && new FileInfo(file) is { LinkTarget: null, Length: < 4_000_000 }).Order(StringComparer.Ordinal);
    }

    private static async Task<string[]> Sha256SumAsync(string list)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"tr '\\n' '\\0' < '{list}' | xargs -0 sha256sum"]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..64])];
    }
}

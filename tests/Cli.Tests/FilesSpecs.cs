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
        var list = folder.Write("files", files);
        var output = folder.File("out");
        using var tool = Tool.Start(
            ["map", Tool.Samples, "Troupe.Samples.Files.Sha256", "-o", output, "-w", "2", "--retries", "20"]);
        var run = tool.EndAsync();
        var seen = 0L;
        // One victim for each portion that brought results: a pool whose every worker is killed as it starts gives up.
        foreach (var portion in files.Chunk(500))
        {
            await tool.Input.WriteAsync(string.Concat(portion.Select(file => file + "\n")));
            await tool.Input.FlushAsync();
            await Wait.UntilAsync(() => Length(output) > seen && tool.WorkerPids().Length > 0);
            seen = Length(output);
            if (tool.WorkerPids() is { Length: > 0 } pids)
                Tool.KillWorker(pids[Random.Shared.Next(pids.Length)]);
        }
        tool.Input.Close();

        (await run).ExitCode.ShouldBe(0, (await run).Error);
        (await run).Error.ShouldContain("SIGKILL");
        var hashes = File.ReadLines(output).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("result").GetString());
        hashes.ShouldBe(await Sha256SumAsync(list));
    }

    private static long Length(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;

    /// <summary>
    /// Files of the .NET installation: plenty, of many sizes, and nobody changes them. The largest are left out, for an item
    /// that three workers died of is given up, and on a busy machine those would take longer than workers live here.
    /// </summary>
    private static IEnumerable<string> RealFiles()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(
            file => !file.Contains('\\') && new FileInfo(file) is { LinkTarget: null, Length: < 4_000_000 }).Order(StringComparer.Ordinal);
    }

    private static async Task<string[]> Sha256SumAsync(string list)
    {
        using var process = Process.Start(
            new ProcessStartInfo("sh", ["-c", $"tr '\\n' '\\0' < '{list}' | xargs -0 sha256sum"]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..64])];
    }
}

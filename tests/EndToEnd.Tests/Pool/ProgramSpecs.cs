using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class ProgramSpecs : PoolSpecs
{
    private const string Program = "Troupe.Tests.SmallProgram";

    [Fact]
    public async Task A_program_in_a_folder_with_spaces_and_letters_of_all_kinds_works()
    {
        var folder = Path.Combine(Scratch(), "a folder, naïve ✓ & 'quoted'");
        Copy(Built.Folder(Program), folder);
        using var process = Run(folder, Path.Combine(folder, Program + ".dll"), "add");
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        (process.ExitCode, output.Trim()).ShouldBe((0, "sum 5"));
    }

    [Fact]
    public async Task Ctrl_C_reaches_the_program_alone_and_its_job_is_finished()
    {
        var folder = Scratch();
        var gate = Path.Combine(folder, "gate");
        // In a session and group of its own, as a shell's foreground job is: the signal goes to the whole group.
        using var process = Run(folder, Built.Assembly(Program), "serve", gate);
        await Until(() => File.Exists(gate + ".waits"), "the job runs");
        using var signal = Process.Start("kill", ["-INT", "--", "-" + process.Id.ToString(CultureInfo.InvariantCulture)]);
        await signal.WaitForExitAsync().WaitAsync(Patience);
        (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("stopping");
        await File.WriteAllTextAsync(gate, "");
        var rest = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        rest.Trim().ShouldBe("job done");
        process.ExitCode.ShouldBe(0);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_single_file_works_with_the_guard_and_without_it_says_what_is_missing()
    {
        var folder = Scratch();
        var project = Path.GetFullPath(Path.Combine(Built.Folder(Program), "../../../../tests/SmallProgram"));
        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-r", "linux-x64",
            "--self-contained", "false", "-p:PublishSingleFile=true", $"-p:ArtifactsPath={folder}/artifacts", "-o", Path.Combine(folder,
            "out")])
        { RedirectStandardOutput = true })!;
        var built = await publish.StandardOutput.ReadToEndAsync().WaitAsync(10 * Patience);
        await publish.WaitForExitAsync().WaitAsync(Patience);
        publish.ExitCode.ShouldBe(0, built);
        var start = new ProcessStartInfo(Path.Combine(folder, "out", Program), ["add"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        (await Output(start)).Trim().ShouldBe("sum 5");
        var hosted = new ProcessStartInfo(start.FileName, ["hosted"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (await Output(hosted)).Trim().ShouldBe("answered by another process");
        start.Environment["SMALL_PROGRAM_UNGUARDED"] = "1";
        var refused = await Output(start);
        refused.ShouldContain("PoolStartException");
        refused.ShouldContain("WorkerHost.RunIfWorker");
    }

    [Fact]
    public async Task Nothing_of_Akka_is_loaded_before_a_configuration_is_read()
    {
        var file = Path.Combine(Scratch(), "troupe.conf");
        await File.WriteAllTextAsync(file, "troupe.pool.workers = 1");
        string[] arguments = ["exec", Built.Assembly(Program), "loaded", file];
        var output = await Output(
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
        output.ReplaceLineEndings("|").ShouldBe("program: |worker: |program with HOCON: Akka|");
    }

    [Fact]
    public async Task A_program_whose_runtime_makes_no_code_is_told_so_at_the_start_of_the_pool()
    {
        // The switch that Native AOT sets for good, set here for a common runtime: the same question gets the same answer.
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Built.Folder(Program), Program + ".runtimeconfig.json")))!;
        settings["runtimeOptions"]!["configProperties"]!["System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported"] = false;
        var file = Path.Combine(Scratch(), "no-code.runtimeconfig.json");
        await File.WriteAllTextAsync(file, settings.ToJsonString());
        var output = await Output(new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", file, Built.Assembly(Program), "add"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        });
        output.ShouldContain(nameof(PlatformNotSupportedException));
        output.ShouldContain("Native AOT");
    }

    private static async Task<string> Output(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(2 * Patience);
        return await output + await error;
    }

    private static Process Run(string folder, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo("setsid", ["dotnet", "exec", .. arguments]) { RedirectStandardOutput = true, WorkingDirectory = folder })!;

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}

using Troupe.Links.Directories;
using Troupe.Processes;

namespace Troupe.Tests.Processes;

public sealed class WorkerProgramSpecs : Shell
{
    private static readonly AppFacts s_facts = AppFacts.OfThisProcess();

    [Fact]
    public void Everything_is_found_from_a_test_host()
    {
        var info = WorkerProgram.For(null, "/pool");
        Path.GetFileName(info.FileName).ShouldBe("dotnet");
        File.Exists(info.FileName).ShouldBeTrue();
        info.Arguments[0].ShouldBe("exec");
        After(info, "--depsfile").ShouldEndWith("/Troupe.Tests.deps.json");
        After(info, "--runtimeconfig").ShouldEndWith("/Troupe.Tests.runtimeconfig.json");
        info.Arguments.TakeLast(3).ShouldBe([Path.Join(AppContext.BaseDirectory, "Troupe.WorkerNode.dll"), "/pool", TroupeVersion.Text]);
        info.Arguments.Where(argument => argument.EndsWith(".json", StringComparison.Ordinal))
            .ShouldAllBe(file => File.Exists(file));
        info.Environment.ShouldBeEmpty();
    }

    [Fact]
    public void The_worker_program_and_its_files_lie_beside_the_application() =>
        new[] { "dll", "deps.json", "runtimeconfig.json" }.ShouldAllBe(
            extension => File.Exists(Path.Join(AppContext.BaseDirectory, "Troupe.WorkerNode." + extension)));

    [Fact]
    public void A_plugin_gets_a_worker_with_the_plugins_frameworks()
    {
        var plugin = typeof(WorkerProgramSpecs).Assembly.Location;
        var info = WorkerProgram.For(plugin, "/pool");
        After(info, "--depsfile").ShouldEndWith("/Troupe.WorkerNode.deps.json");
        After(info, "--runtimeconfig").ShouldEndWith("/Troupe.Tests.runtimeconfig.json");
        info.Arguments.TakeLast(3).ShouldBe([TroupeVersion.Text, "--application", plugin]);

        WorkerProgram.For("Troupe.Tests.dll", "/pool").Arguments[^1].ShouldBe(plugin);

        var library = typeof(AppFacts).Assembly.Location;
        After(WorkerProgram.For(library, "/pool"), "--runtimeconfig").ShouldEndWith("/Troupe.WorkerNode.runtimeconfig.json");
    }

    [Fact]
    public void A_plugin_that_is_missing_or_no_assembly_is_refused_with_its_name()
    {
        Should.Throw<FileNotFoundException>(() => WorkerProgram.For("Nowhere.dll", "/pool"))
            .Message.ShouldContain("'Nowhere.dll' does not exist");
        Should.Throw<BadImageFormatException>(() => WorkerProgram.For("/bin/sh", "/pool"))
            .Message.ShouldContain("'/bin/sh' is not a .NET assembly");
        Should.Throw<BadImageFormatException>(() => WorkerProgram.For("/dev/null", "/pool"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Troupe.Tests.dll")]
    public async Task The_dotnet_host_accepts_what_was_found(string? application)
    {
        // Only a worker program that really runs can find that this is no start record, and say so with its own code.
        using var directory = PoolDirectory.Create();
        var worker = await Start(WorkerProgram.For(application, directory.Path) with { OutputMode = OutputMode.Drop });
        worker.Instruct(new byte[sizeof(int)]);
        (await worker.Exited.WaitAsync(Patience)).ExitCode.ShouldBe(64, worker.StderrTail);
    }

    [Fact]
    public void A_framework_is_never_taken_for_the_application()
    {
        var framework = Path.Join(s_facts.RuntimeFolder, "Microsoft.NETCore.App.deps.json");
        File.Exists(framework).ShouldBeTrue();
        var app = WorkerFiles.AppDeps(s_facts);
        WorkerFiles.AppDeps(s_facts with { DepsFiles = $"{framework};{app}" }).ShouldBe(app);
        Should.Throw<FileNotFoundException>(() => WorkerFiles.AppDeps(s_facts with { DepsFiles = framework }))
            .Message.ShouldContain("GenerateDependencyFile=true");
    }

    [Fact]
    public void Probing_folders_of_this_process_are_passed_on()
    {
        var info = WorkerProgram.For(null, "/pool", s_facts with { ProbingFolders = "/a:/b" });
        info.Arguments.Zip(info.Arguments.Skip(1))
            .Where(pair => pair.First == "--additionalprobingpath")
            .Select(pair => pair.Second).ShouldBe(["/a", "/b"]);
    }

    [Fact]
    public void The_host_is_found_from_the_runtime_when_the_application_has_its_own_program() =>
        File.Exists(DotnetHost.Find(s_facts with { ProcessFile = "/app/MyApp" })).ShouldBeTrue();

    [Fact]
    public void A_host_that_cannot_be_found_is_reported_with_all_places()
    {
        var facts = s_facts with { ProcessFile = null, RuntimeFolder = "/x/y/z/", Variable = name => "/none/" + name };
        var error = Should.Throw<FileNotFoundException>(() => DotnetHost.Find(facts));
        error.Message.ShouldContain("/none/DOTNET_ROOT/dotnet");
        error.Message.ShouldContain("/none/PATH/dotnet");
    }

    [Fact]
    public void A_missing_worker_program_is_reported_with_all_places() =>
        Should.Throw<FileNotFoundException>(() => WorkerFiles.Worker("/a", null, "/b", "/a")).Message.ShouldEndWith(
            "Looked for: /a/Troupe.WorkerNode.dll, /b/Troupe.WorkerNode.dll.");

    [Fact]
    public void A_worker_program_of_another_version_is_named_with_both_versions()
    {
        WorkerVersion.Explain().ShouldBeEmpty();
        var own = Path.Join(AppContext.BaseDirectory, "Troupe.WorkerNode.dll");
        var other = typeof(ShouldlyConfiguration).Assembly.Location;
        WorkerVersion.Explain([own, other]).ShouldStartWith($" '{other}' is of Troupe 4.");
        WorkerVersion.Explain([own, other]).ShouldContain($"the application runs Troupe {TroupeVersion.Text}");
    }

    [Fact]
    public void A_single_file_application_starts_itself_with_the_guard_argument_and_marker()
    {
        var facts = s_facts with { LibraryFile = "", ProcessFile = "/app/MyApp" };
        var info = WorkerProgram.For(null, "/pool", facts);
        info.FileName.ShouldBe("/app/MyApp");
        info.Arguments.ShouldBe(["--troupe-worker", "/pool", TroupeVersion.Text]);
        info.Environment["TROUPE_WORKER"].ShouldBe("1");
    }

    [Fact]
    public void A_worker_that_comes_to_start_a_pool_is_stopped()
    {
        var facts = s_facts with { Variable = name => name == "TROUPE_WORKER" ? "1" : null };
        Should.Throw<InvalidOperationException>(() => WorkerProgram.For(null, "/pool", facts))
            .Message.ShouldContain("WorkerHost.RunIfWorker(args)");
    }

    private static string After(WorkerStartInfo info, string option) =>
        info.Arguments[info.Arguments.ToList().IndexOf(option) + 1];
}

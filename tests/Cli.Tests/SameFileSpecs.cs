
namespace Troupe.Cli.Tests;

/// <summary>Results never overwrite what the run lives on, nor anything before there is one.</summary>
public sealed class SameFileSpecs
{
    [Theory]
    [InlineData("map Echo -i f -o f")]
    [InlineData("map Echo -i f -o ./x/../f")]
    [InlineData("ln -s f l; map Echo -i f -o l")]
    [InlineData("ln -s f l; map Echo -i l -o f")]
    [InlineData("ln f l; map Echo -i f -o l")]
    [InlineData("ln f l; map Echo -i f -o l --resume")]
    [InlineData("map Echo -o f <f")]
    [InlineData("map Echo -i f >>f")]
    [InlineData("map Echo <f >>f")]
    [InlineData("map Echo -i f -o /dev/stdout 1<>f")]
    [InlineData("map Echo -i /dev/stdin -o f <f")]
    [InlineData("map Echo -i /proc/self/fd/7 -o f 7<f")]
    [InlineData("map Echo -i f -o /dev/fd/7 7<>f")]
    [InlineData("map Echo --config f -o f </dev/null")]
    [InlineData("mkfifo q; map Echo -i q -o q")]
    public async Task An_input_by_whatever_name_is_refused_as_the_output(string script)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("x"));
        var text = File.ReadAllText(folder.Write("f", ["{}"]));
        var run = await Tool.ScriptAsync(folder, script);
        run.ExitCode.ShouldBe(2, run.Error);
        run.Error.ShouldContain("which this run needs");
        (await File.ReadAllTextAsync(folder.File("f"))).ShouldBe(text);
    }

    [Theory]
    [InlineData("Troupe.Cli.Tests.dll")]
    [InlineData("Troupe.Cli.Tests.deps.json")]
    [InlineData("Troupe.Cli.Tests.runtimeconfig.json")]
    [InlineData("Shouldly.dll")]
    public async Task A_file_of_the_plug_in_is_refused_as_the_output(string name)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in new[] {
            "Troupe.Cli.Tests.dll",
            "Troupe.Cli.Tests.deps.json",
            "Troupe.Cli.Tests.runtimeconfig.json",
            "Shouldly.dll" })
        {
            File.Copy(Path.Combine(Path.GetDirectoryName(Tool.OwnFunctions)!, file), folder.File(file));
        }

        var before = await File.ReadAllBytesAsync(folder.File(name));
        var run = await Tool.ScriptAsync(
            folder,
            $"ln -s {name} l; echo 1 | troupe map Troupe.Cli.Tests.dll Troupe.Cli.Tests.Functions.Twice -o l");
        run.ExitCode.ShouldBe(2, run.Error);
        run.Error.ShouldContain("which this run needs");
        (await File.ReadAllBytesAsync(folder.File(name))).ShouldBe(before);
    }

    [Theory]
    [InlineData("map Echo -i /dev/null -o /dev/null")]
    [InlineData("map Echo </dev/null >/dev/null")]
    public async Task What_holds_nothing_may_be_both(string script)
    {
        using var folder = new TemporaryFolder();
        var run = await Tool.ScriptAsync(folder, script);
        run.ExitCode.ShouldBe(0, run.Error);
    }

    [Theory]
    [InlineData("echo x | map Twice -o out", 2)]
    [InlineData("""echo '{ "StartTimeout": "00:00:00.0001" }' >c; echo 1 | map Twice -o out --config c""", 1)]
    [InlineData("echo 1 | map Twise -o out", 2)]
    [InlineData("echo '{\"index\":7,\"res' >>out; echo x | map Twice -o out --resume", 2)]
    public async Task A_run_without_a_result_leaves_the_output_as_it_was(string script, int exitCode)
    {
        using var folder = new TemporaryFolder();
        var before = """{"index":0,"result":1,"sha256":"000000000000000000000000"}""" + "\n";
        await File.WriteAllTextAsync(folder.File("out"), before);
        var run = await Tool.ScriptAsync(folder, script);
        run.ExitCode.ShouldBe(exitCode, run.Error);
        (await File.ReadAllTextAsync(folder.File("out"))).ShouldStartWith(before);
    }

    [Fact]
    public async Task An_empty_input_gives_an_empty_output()
    {
        using var folder = new TemporaryFolder();
        var run = await Tool.ScriptAsync(folder, "echo old >out; map Twice -o out </dev/null");
        run.ExitCode.ShouldBe(0, run.Error);
        (await File.ReadAllTextAsync(folder.File("out"))).ShouldBeEmpty();
    }
}

namespace Troupe.Packages.Tests;

/// <summary>Programs as they are deployed: published in each way, and moved.</summary>
public sealed class PublishSpecs
{
    [Theory]
    [InlineData("framework-dependent")]
    [InlineData("framework-dependent, single file", "--self-contained", "false", "-p:PublishSingleFile=true")]
    [InlineData("self-contained", "--self-contained")]
    [InlineData("self-contained, single file", "--self-contained", "-p:PublishSingleFile=true")]
    [InlineData(
        "self-contained, single file, compressed",
        "--self-contained",
        "-p:PublishSingleFile=true",
        "-p:EnableCompressionInSingleFile=true")]
    public async Task A_published_program_works_from_whatever_folder_it_is_in(string way, params string[] options)
    {
        var plugIn = (await PlugInProject.LoadableAsync()).Program;
        var app = await WorkProgram.NewAsync();
        var output = app.PathOf("out");
        (await app.DotnetAsync(
            ["publish", "-o", output, .. options.Length > 0
                ? ["-r", Project.Runtime]
                : Array.Empty<string>(), .. options])).ShouldSucceed();
        WorkProgram.ShouldHaveWorkedWithPlugIn(await Command.RunAsync(app.Folder, Path.Join(output, "Work"), plugIn));

        var moved = Path.Join(Feed.NewFolder("moved"), "a folder elsewhere");
        Directory.Move(output, moved);
        Directory.Delete(app.Folder, recursive: true);
        WorkProgram.ShouldHaveWorkedWithPlugIn(await Command.RunAsync(moved, Path.Join(moved, "Work"), plugIn));
        if (way.Contains("single file", StringComparison.Ordinal))
            Directory.EnumerateFiles(moved, "*.dll").Select(file => Path.GetFileName(file)).ShouldBeEmpty();
    }
}

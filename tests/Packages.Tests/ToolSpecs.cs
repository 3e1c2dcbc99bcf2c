namespace Troupe.Packages.Tests;

/// <summary>The tool, installed from its package.</summary>
public sealed class ToolSpecs
{
    private static readonly Lazy<Task<string>> s_installed = new(InstallAsync);

    [Fact]
    public async Task The_installed_tool_tells_the_version_of_its_package() =>
        (await Command.RunAsync(Feed.NewFolder("version"), await s_installed.Value, "--version")).ShouldSucceed().Output
            .ShouldStartWith(Feed.Version);

    [Fact]
    public async Task The_installed_tool_maps_a_function_of_a_class_library_with_its_packages_and_native_code()
    {
        var plugIn = await PlugInProject.LoadableAsync();
        plugIn.Write("words", "select 1\n[select]\n");

        var escaped = (await MapAsync(plugIn, "Escaped")).ShouldSucceed();
        escaped.Lines.Count.ShouldBe(2);
        escaped.Lines[0].ShouldContain("\"result\":\"select 1\"");
        escaped.Lines[1].ShouldContain("\"result\":\"[[select]]\"");

        var native = (await MapAsync(plugIn, "HasNative")).ShouldSucceed();
        native.Lines.ShouldAllBe(line => line.Contains("\"result\":true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_class_library_without_its_packages_is_told_what_its_project_needs()
    {
        var plugIn = await PlugInProject.PlainAsync();
        plugIn.Write("words", "select 1\n");

        (await MapAsync(plugIn, "Shout")).ShouldSucceed().Lines[0].ShouldContain("\"result\":\"SELECT 1\"");
        (await MapAsync(plugIn, "Escaped")).ShouldFail().Lines[0]
            .ShouldMatch("Could not load file or assembly .Spectre\\.Console.*EnableDynamicLoading");
        (await MapAsync(plugIn, "HasNative")).ShouldFail().Lines[0].ShouldContain("EnableDynamicLoading");
    }

    [Fact]
    public async Task A_class_library_that_was_published_needs_no_setting()
    {
        var plugIn = await PlugInProject.PlainAsync();
        plugIn.Write("words", "[select]\n");
        (await plugIn.DotnetAsync("publish", "-o", plugIn.PathOf("out"))).ShouldSucceed();
        var published = Path.Join(plugIn.Folder, "out", "PlugIn.dll");

        (await MapAsync(plugIn, "Escaped", published)).ShouldSucceed().Lines[0].ShouldContain("\"result\":\"[[select]]\"");
        (await MapAsync(plugIn, "HasNative", published)).ShouldSucceed().Lines[0].ShouldContain("\"result\":true");
    }

    private static async Task<CommandEnd> MapAsync(Project plugIn, string function, string? assembly = null) =>
        await Command.RunAsync(
            plugIn.Folder,
            await s_installed.Value,
            "map",
            assembly ?? plugIn.Program,
            "PlugIn.Functions." + function,
            "-i",
            "words");

    private static async Task<string> InstallAsync()
    {
        await Feed.PackedAsync();
        var folder = Feed.NewFolder("tools");
        (await Command.RunAsync(folder, "dotnet", "tool", "install", "Troupe.Tool", "--version", Feed.Version, "--tool-path", folder))
            .ShouldSucceed();
        return Path.Join(folder, "troupe");
    }
}

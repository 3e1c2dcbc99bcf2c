namespace Troupe.Packages.Tests;

/// <summary>The tool, installed from its package.</summary>
public sealed class ToolSpecs
{
    private static readonly Lazy<Task<string>> s_installed = new(InstallAsync);

    [Fact]
    public async Task The_installed_tool_tells_the_version_of_its_package() =>
        (await Command.RunAsync(Feed.NewFolder("version"), await s_installed.Value, "--version")).ShouldSucceed().Output.ShouldStartWith(Feed.Version);

    [Fact]
    public async Task The_installed_tool_maps_a_function_of_a_class_library_with_its_packages_and_native_code()
    {
        var plugIn = await PlugInProject.LoadableAsync();
        plugIn.Write("words", "select 1\n[select]\n");

        var escaped = (await Command.RunAsync(plugIn.Folder, await s_installed.Value, "map", plugIn.Program, "PlugIn.Functions.Escaped", "-i", "words")).ShouldSucceed();
        escaped.Lines.Count.ShouldBe(2);
        escaped.Lines[0].ShouldContain("\"result\":\"select 1\"");
        escaped.Lines[1].ShouldContain("\"result\":\"[[select]]\"");

        var native = (await Command.RunAsync(plugIn.Folder, await s_installed.Value, "map", plugIn.Program, "PlugIn.Functions.HasNative", "-i", "words")).ShouldSucceed();
        native.Lines.ShouldAllBe(line => line.Contains("\"result\":true", StringComparison.Ordinal));
    }

    private static async Task<string> InstallAsync()
    {
        await Feed.PackedAsync();
        var folder = Feed.NewFolder("tools");
        (await Command.RunAsync(folder, "dotnet", "tool", "install", "Troupe.Tool", "--version", Feed.Version, "--tool-path", folder)).ShouldSucceed();
        return Path.Join(folder, "troupe");
    }
}

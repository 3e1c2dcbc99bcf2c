using System.Diagnostics;

namespace Troupe.Packages.Tests;

/// <summary>One version after the other, and two at once.</summary>
public sealed class UpgradeSpecs
{
    [Fact]
    public async Task An_upgrade_replaces_the_worker_program_and_so_does_the_way_back()
    {
        await Feed.NextPackedAsync();
        var plugIn = (await PlugInProject.LoadableAsync()).Program;
        var app = await WorkProgram.NewAsync();
        foreach (var version in new[] { Feed.Version, Feed.NextVersion, Feed.Version })
        {
            (await app.DotnetAsync("add", "package", "Troupe", "--version", version)).ShouldSucceed();
            await app.BuildAsync();
            foreach (var file in Directory.EnumerateFiles(app.Output, "Troupe*.dll"))
                FileVersionInfo.GetVersionInfo(file).ProductVersion.ShouldStartWith(version, customMessage: file);
            (await File.ReadAllTextAsync(Path.Join(app.Output, "Troupe.WorkerNode.deps.json"))).ShouldContain(
                $"Troupe.WorkerNode/{version}");
            WorkProgram.ShouldHaveWorkedWithPlugIn(await app.RunAsync(plugIn));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_worker_program_of_another_version_is_refused_with_both_named(bool newer)
    {
        await Feed.NextPackedAsync();
        var (own, other) = newer ? (Feed.Version, Feed.NextVersion) : (Feed.NextVersion, Feed.Version);
        var app = await (await WorkProgram.NewAsync(items: Project.Reference("Troupe", own))).BuildAsync();
        // That of the program for any machine, and that of this one.
        using (var package = await Package.OpenAsync("Troupe", version: other))
        {
            foreach (var file in Directory.EnumerateFiles(app.Output, "Troupe.WorkerNode.dll", SearchOption.AllDirectories))
                await File.WriteAllBytesAsync(file, package.Bytes("lib/net10.0/Troupe.WorkerNode.dll"));
        }

        var error = (await app.RunAsync()).ShouldFail().Error;

        error.ShouldContain("PoolStartException");
        error.ShouldContain($"Troupe.WorkerNode.dll' is of Troupe {other}, and the application runs Troupe {own}");
    }
}

using System.Diagnostics;

namespace Troupe.Benchmarks.Against;

/// <summary>This program, built with the sources of another checkout: so both sides are measured by the same code.</summary>
internal static class OtherBuild
{
    private const string Solution = "Actors.sln";

    /// <summary>Builds it.</summary>
    /// <param name="checkout">The folder of the other checkout.</param>
    /// <returns>The path of the built program.</returns>
    /// <exception cref="InvalidOperationException">It is no checkout, or its sources cannot be built with this program.</exception>
    public static async Task<string> MakeAsync(string checkout)
    {
        var source = Path.GetFullPath(Path.Combine(checkout, "src"));
        if (!File.Exists(Path.Combine(source, "Coordinator", "Troupe.csproj")))
            throw new InvalidOperationException($"{checkout} is no checkout of Troupe: it has no src/Coordinator/Troupe.csproj.");
        var artifacts = Path.GetFullPath(Path.Combine(checkout, "artifacts", "against"));
        var project = Path.Combine(Root(), "benchmarks", "Troupe.Benchmarks", "Troupe.Benchmarks.csproj");
        string[] arguments =
            ["build", project, "-c", "Release", "-v:quiet", "-clp:NoSummary", $"-p:TroupeSource={source}", $"-p:ArtifactsPath={artifacts}"];
        using var build = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        return build.ExitCode == 0
            ? Path.Combine(artifacts, "bin", "Troupe.Benchmarks", "release", "Troupe.Benchmarks.dll")
            : throw new InvalidOperationException(
                $"The sources in {source} cannot be built with this program:{Environment.NewLine}{output}");
    }

    /// <summary>The checkout that this program was built from.</summary>
    private static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, Solution)))
                return folder;
        }
        throw new InvalidOperationException($"No {Solution} stands above {AppContext.BaseDirectory}: run this program from a checkout.");
    }
}

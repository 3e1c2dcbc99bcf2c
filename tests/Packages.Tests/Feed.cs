using System.Globalization;

namespace Troupe.Packages.Tests;

/// <summary>
/// The packages of this repository, packed once for all specs into a folder that is a source of packages, and the empty folders
/// that programs are made in. Packages of others come from where the machine has them: a run needs no network once they are restored.
/// </summary>
internal static class Feed
{
    private static readonly string s_stamp = DateTime.UtcNow.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
    private static readonly Lazy<string> s_root = new(MakeRoot);
    private static readonly Lazy<Task> s_packed = new(() => PackAsync("Actors.sln", Version, "artifacts"));
    private static readonly Lazy<Task> s_nextPacked = new(PackNextAsync);
    private static int s_folders;

    /// <summary>The version of the packages under test; no other feed has it.</summary>
    public static string Version => $"0.1.0-test.{s_stamp}";

    /// <summary>A later version of the library, of the same sources. It has no native images: so there is a version with and one
    /// without.</summary>
    public static string NextVersion => $"0.2.0-test.{s_stamp}";

    /// <summary>The source of packages.</summary>
    public static string Folder => Path.Join(s_root.Value, "feed");

    /// <summary>Where Troupe's packages are unpacked; empty at first.</summary>
    public static string PackagesFolder => Path.Join(s_root.Value, "packages");

    /// <summary>Packs all that the solution has to pack.</summary>
    public static Task PackedAsync() => s_packed.Value;

    /// <summary>Packs the later version of the library, too.</summary>
    public static Task NextPackedAsync() => s_nextPacked.Value;

    /// <summary>A new folder, outside of every repository.</summary>
    public static string NewFolder(string name)
    {
        var folder = Path.Join(
            s_root.Value,
            "programs",
            string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref s_folders)}-{name}"));
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Removes all of it, at the end of the run.</summary>
    public static void Remove()
    {
        if (s_root.IsValueCreated)
            Directory.Delete(s_root.Value, recursive: true);
    }

    private static async Task PackNextAsync()
    {
        await s_packed.Value;
        await PackAsync("src/Coordinator/Troupe.csproj", NextVersion, "artifacts-next", "-p:TroupeReadyToRun=false");
    }

    // In artifacts of their own: what the repository has built stays as it is.
    private static async Task PackAsync(string project, string version, string artifacts, params string[] options) =>
        (await Command.RunAsync(
            Repository.Root, "dotnet",
            ["pack", project, "-c", "Release", "-o", Folder, $"-p:Version={version}", "-p:ContinuousIntegrationBuild=true",
                $"-p:ArtifactsPath={Path.Join(s_root.Value, artifacts)}", .. options])).ShouldSucceed();

    private static string MakeRoot()
    {
        var root = Directory.CreateTempSubdirectory("troupe-packages-").FullName;
        Directory.CreateDirectory(Path.Join(root, "feed"));
        Directory.CreateDirectory(Path.Join(root, "programs"));
        File.WriteAllText(Path.Join(root, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="troupe-under-test" value="{Path.Join(root, "feed")}" />
              </packageSources>
              <fallbackPackageFolders>
                <add key="machine" value="{MachinePackages()}" />
              </fallbackPackageFolders>
            </configuration>
            """);
        return root;
    }

    private static string MachinePackages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } own ? own
            : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}

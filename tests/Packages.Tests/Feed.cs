using System.Globalization;

namespace Troupe.Packages.Tests;

/// <summary>
/// The packages of this repository, packed once for all specs into a folder that is a source of packages, and the empty folders
/// that programs are made in. Packages of others come from where the machine has them: a run needs no network once they are restored.
/// </summary>
internal static class Feed
{
    private static readonly string s_stamp = DateTime.UtcNow.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
    private static readonly string s_root = MakeRoot();
    private static readonly Lazy<Task> s_packed = new(() => PackAsync("Actors.sln", Version, "artifacts"));
    private static readonly Lazy<Task> s_nextPacked = new(PackNextAsync);
    private static int s_folders;

    /// <summary>The version of the packages under test; no other feed has it.</summary>
    public static string Version => $"0.1.0-test.{s_stamp}";

    /// <summary>A later version of the library, of the same sources.</summary>
    public static string NextVersion => $"0.2.0-test.{s_stamp}";

    public static string Folder => Path.Join(s_root, "feed");

    /// <summary>Where Troupe's packages are unpacked; empty at first.</summary>
    public static string PackagesFolder => Path.Join(s_root, "packages");

    /// <summary>The folder of the feed, with the packages in it.</summary>
    public static async Task<string> PackedAsync()
    {
        await s_packed.Value;
        return Folder;
    }

    /// <summary>Adds the later version of the library.</summary>
    public static Task NextPackedAsync() => s_nextPacked.Value;

    /// <summary>A new folder, outside of every repository.</summary>
    public static string NewFolder(string name)
    {
        var folder = Path.Join(s_root, "programs", string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref s_folders)}-{name}"));
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static async Task PackNextAsync()
    {
        await s_packed.Value;
        await PackAsync("src/Coordinator/Troupe.csproj", NextVersion, "artifacts-next");
    }

    // In artifacts of their own: what the repository has built stays as it is.
    private static async Task PackAsync(string project, string version, string artifacts) =>
        (await Command.RunAsync(
            Repository.Root, "dotnet", "pack", project, "-c", "Release", "-o", Folder, $"-p:Version={version}", "-p:ContinuousIntegrationBuild=true",
            $"-p:ArtifactsPath={Path.Join(s_root, artifacts)}")).ShouldSucceed();

    private static string MakeRoot()
    {
        var root = Directory.CreateTempSubdirectory("troupe-packages-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
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

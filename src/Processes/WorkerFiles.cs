namespace Troupe.Processes;

/// <summary>Finds the files that a framework-dependent worker is started with.</summary>
internal static class WorkerFiles
{
    internal const string WorkerAssembly = "Troupe.WorkerNode.dll";

    private const string DepsSuffix = ".deps.json";
    private const string RuntimeConfigSuffix = ".runtimeconfig.json";

    /// <summary>The running application's own deps file.</summary>
    /// <exception cref="FileNotFoundException">It has none.</exception>
    internal static string AppDeps(AppFacts facts)
    {
        var entries = (facts.DepsFiles ?? "").Split(
            ';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return entries.FirstOrDefault(entry => !IsFramework(entry) && File.Exists(entry))
            ?? throw new FileNotFoundException(
                "Workers run inside the application's own dependency graph, and this application has no .deps.json "
                + $"file (looked for in '{facts.BaseFolder}'). Build it with GenerateDependencyFile=true, the default, "
                + "and keep the file beside the program. Deps files in use: "
                + $"{(entries.Length == 0 ? "none" : string.Join(", ", entries))}.");
    }

    /// <summary>The runtime configuration that belongs to a deps file.</summary>
    /// <exception cref="FileNotFoundException">There is none beside it.</exception>
    internal static string RuntimeConfigOf(string depsFile) => Existing(
        depsFile[..^DepsSuffix.Length] + RuntimeConfigSuffix,
        "It names the frameworks that the workers need as well. Build the application as an executable "
        + "(OutputType=Exe, or GenerateRuntimeConfigurationFiles=true) and keep the file beside its .deps.json.");

    /// <summary>The worker program, looked for in these folders.</summary>
    /// <exception cref="FileNotFoundException">It is in none of them.</exception>
    internal static string Worker(params IEnumerable<string?> folders)
    {
        var candidates = Candidates(folders);
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"The worker program {WorkerAssembly} was not found. It is copied to the output folder of every program "
                + "that has Troupe, by the package or by a reference to its project: rebuild the application, and deploy its whole "
                + "output folder. "
                + $"Looked for: {string.Join(", ", candidates)}.");
    }

    /// <summary>All worker programs that lie in these folders.</summary>
    internal static IEnumerable<string> Workers(params IEnumerable<string?> folders) => Candidates(folders).Where(File.Exists);

    /// <summary>The worker program's own deps file.</summary>
    internal static string DepsOf(string assembly) => Existing(
        Path.ChangeExtension(assembly, null) + DepsSuffix,
        "It is copied with the worker program: rebuild the application, and deploy its whole output folder.");

    internal static string RuntimeConfigPath(string assembly) =>
        Path.ChangeExtension(assembly, null) + RuntimeConfigSuffix;

    private static List<string> Candidates(IEnumerable<string?> folders) => [.. folders
        .Where(folder => !string.IsNullOrEmpty(folder))
        .Select(folder => Path.GetFullPath(Path.Join(folder, WorkerAssembly)))
        .Distinct()];

    private static string Existing(string path, string advice) => File.Exists(path)
        ? path
        : throw new FileNotFoundException($"To start a worker, '{path}' is needed, and it does not exist. {advice}", path);

    // <root>/shared/<name>/<version>/<name>.deps.json
    private static bool IsFramework(string depsFile)
    {
        var framework = Path.GetDirectoryName(Path.GetDirectoryName(depsFile));
        return Path.GetFileName(Path.GetDirectoryName(framework)) == "shared"
            && Path.GetFileName(depsFile) == Path.GetFileName(framework) + DepsSuffix;
    }
}

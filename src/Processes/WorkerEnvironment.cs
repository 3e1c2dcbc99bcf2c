namespace Troupe.Processes;

/// <summary>What every worker's environment has and has not, whatever this process inherited.</summary>
internal static class WorkerEnvironment
{
    private const string LargeObjects = "DOTNET_GCLOHThreshold";
    private const string LargeObjectsSetting = "System.GC.LOHThreshold";

    /// <summary>In hexadecimal, as the runtime reads it: 2 MiB.</summary>
    private const string LargeObjectsFrom = "0x200000";

    /// <summary>Where a child with this environment keeps its temporary files, as the runtime on Unix sees it.</summary>
    internal static string TemporaryFolder(IDictionary<string, string?> environment) =>
        environment.TryGetValue("TMPDIR", out var folder) && !string.IsNullOrEmpty(folder) ? folder : "/tmp";

    /// <summary>Applies the defaults, then the changes asked for, to the environment that a child inherits.</summary>
    internal static void Apply(IDictionary<string, string?> inherited, WorkerStartInfo info)
    {
        // Code that was injected into this process (profilers, hot reload) is not wanted in each worker.
        _ = inherited.Remove("DOTNET_STARTUP_HOOKS");

        // A port in "suspend" mode, meant for this process, would halt each worker at its start.
        _ = inherited.Remove("DOTNET_DiagnosticPorts");

        inherited["DOTNET_EnableDiagnostics"] = info.EnableDiagnostics ? "1" : "0";

        // Server collection keeps a heap per core; n workers are already one per core.
        inherited["DOTNET_gcServer"] = "0";

        // An argument of a megabyte is garbage once its job is done. As a large object, as the runtime takes it from 85,000 bytes on,
        // it would need a collection of everything to be freed, and fresh pages for the next one.
        if (!inherited.ContainsKey(LargeObjects) && AppContext.GetData(LargeObjectsSetting) is null)
            inherited[LargeObjects] = LargeObjectsFrom;

        foreach (var (name, value) in info.Environment)
        {
            if (value is null)
            {
                _ = inherited.Remove(name);
            }
            else
            {
                inherited[name] = value;
            }
        }
    }
}

namespace Troupe.Processes;

/// <summary>Finds the dotnet program that starts framework-dependent applications.</summary>
internal static class DotnetHost
{
    private static readonly string s_name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <exception cref="FileNotFoundException">There is none in any of the usual places.</exception>
    internal static string Find(AppFacts facts)
    {
        if (facts.ProcessFile is { } process && Path.GetFileName(process) == s_name)
            return process;

        var tried = new List<string>();
        foreach (var folder in Folders(facts))
        {
            var path = Path.GetFullPath(Path.Join(folder, s_name));
            if (File.Exists(path))
                return path;

            tried.Add(path);
        }

        throw new FileNotFoundException(
            "Worker processes are started by the dotnet host, and it was not found. Set DOTNET_ROOT to the folder that "
            + $"holds it. Tried: {string.Join(", ", tried)}.");
    }

    private static IEnumerable<string> Folders(AppFacts facts)
    {
        // <root>/shared/Microsoft.NETCore.App/<version>/: the host that brought up this very runtime comes first.
        yield return Path.Join(facts.RuntimeFolder, "..", "..", "..");
        if (facts.Variable("DOTNET_ROOT") is { Length: > 0 } root)
            yield return root;

        foreach (var folder in (facts.Variable("PATH") ?? "").Split(
            Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            yield return folder;
        }
    }
}

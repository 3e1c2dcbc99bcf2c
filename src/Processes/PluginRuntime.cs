using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;

namespace Troupe.Processes;

/// <summary>Looks at a foreign assembly, without loading it, to learn what a worker for it needs.</summary>
internal static class PluginRuntime
{
    /// <returns>The assembly's absolute path.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="BadImageFormatException">It is not a .NET assembly.</exception>
    internal static string Locate(string application, string appFolder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(application);
        var path = new[] { Environment.CurrentDirectory, appFolder }
            .Select(folder => Path.GetFullPath(application, folder))
            .FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"The pool's PluginPath '{application}' does not exist. Give the path of a built .NET assembly, "
                + $"absolute or relative to '{Environment.CurrentDirectory}' or '{appFolder}'.", application);
        CheckAssembly(path);
        return path;
    }

    /// <summary>
    /// The arguments of <c>dotnet exec</c> that give the worker the frameworks of the plugin where it names them,
    /// else those of the worker itself.
    /// </summary>
    internal static IEnumerable<string> Arguments(string application, string workerAssembly)
    {
        var own = WorkerFiles.RuntimeConfigPath(application);
        var (usable, major) = File.Exists(own) ? Read(own) : (false, 0);
        if (!usable)
            return ["--runtimeconfig", WorkerFiles.RuntimeConfigPath(workerAssembly)];

        // A plugin built for an older .NET would bring up that older one, on which the worker cannot run.
        return major < Environment.Version.Major
            ? ["--runtimeconfig", own, "--roll-forward", "LatestMajor"]
            : ["--runtimeconfig", own];
    }

    private static void CheckAssembly(string application)
    {
        var isAssembly = false;
        try
        {
            using var reader = new PEReader(File.OpenRead(application));
            isAssembly = reader.HasMetadata && reader.GetMetadataReader().IsAssembly;
        }
        catch (BadImageFormatException)
        {
            // Not even a program file; said below in one way for all.
        }

        if (!isAssembly)
        {
            throw new BadImageFormatException(
                $"The pool's PluginPath '{application}' is not a .NET assembly. Give the .dll that the build puts "
                + "beside the program, not the program itself (on Windows the .exe, elsewhere the file without extension).",
                application);
        }
    }

    private static (bool Usable, int Major) Read(string runtimeConfig)
    {
        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(runtimeConfig),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var options = document.RootElement.GetProperty("runtimeOptions");
            var frameworks = options.TryGetProperty("frameworks", out var several) ? [.. several.EnumerateArray()]
                : options.TryGetProperty("framework", out var one) ? new List<JsonElement> { one }
                : [];

            // Without "framework" it is self-contained: its runtime cannot be started by the dotnet host.
            return frameworks.Count == 0
                ? (false, 0)
                : (true, frameworks.Min(item => Version.Parse(item.GetProperty("version").GetString()!.Split('-')[0]).Major));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentException or IOException)
        {
            return (false, 0);
        }
    }
}

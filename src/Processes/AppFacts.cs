using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Troupe.Processes;

/// <summary>What the running application knows of how it was started.</summary>
internal sealed record AppFacts
{
    /// <summary>The deps files in use, separated by semicolons on every system; null or empty for a single file.</summary>
    internal string? DepsFiles { get; init; }

    /// <summary>Further folders that hold packages, separated like PATH.</summary>
    internal string? ProbingFolders { get; init; }

    /// <summary>The application's folder.</summary>
    internal required string BaseFolder { get; init; }

    /// <summary>Where this library was loaded from; empty when it is inside a single file.</summary>
    internal required string LibraryFile { get; init; }

    /// <summary>The program that runs: the dotnet host or the application's own.</summary>
    internal string? ProcessFile { get; init; }

    /// <summary>The folder of the running .NET runtime.</summary>
    internal required string RuntimeFolder { get; init; }

    /// <summary>Looks up an environment variable.</summary>
    internal Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Whether the runtime is part of the application (single file, or published self-contained).</summary>
    internal bool IsSelfContained => LibraryFile.Length == 0
        || Path.TrimEndingDirectorySeparator(RuntimeFolder) == Path.TrimEndingDirectorySeparator(BaseFolder);

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "That it is empty is what we want to know.")]
    internal static AppFacts OfThisProcess() => new()
    {
        DepsFiles = AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string,
        ProbingFolders = AppContext.GetData("PROBING_DIRECTORIES") as string,
        BaseFolder = AppContext.BaseDirectory,
        LibraryFile = typeof(AppFacts).Assembly.Location,
        ProcessFile = Environment.ProcessPath,
        RuntimeFolder = RuntimeEnvironment.GetRuntimeDirectory(),
    };
}

namespace Troupe.Processes;

/// <summary>Decides how a worker process is started, so that it runs inside the right dependency graph.</summary>
/// <remarks>
/// The dotnet host is told to start the worker program with the application's deps file and runtime configuration: to
/// the worker the application's assemblies, packages and frameworks are its own. This holds under a test host too,
/// which is itself started that way.
/// </remarks>
internal static class WorkerProgram
{
    /// <summary>Set to 1 in a worker that is the application itself, started again.</summary>
    internal const string MarkerVariable = "TROUPE_WORKER";

    /// <summary>First argument of an application that is to be a worker; the pool's directory and the version of this assembly
    /// follow.</summary>
    internal const string GuardArgument = "--troupe-worker";

    /// <summary>Precedes the path of the assembly that the worker is to serve instead of the application.</summary>
    internal const string ApplicationArgument = "--application";

    /// <param name="application">
    /// Path of a foreign assembly whose functions are to run, absolute or relative to the current directory, else to the
    /// application's folder; null for the application's own functions.
    /// </param>
    /// <param name="directory">The pool's directory, passed to the worker as its first argument.</param>
    /// <exception cref="FileNotFoundException">A file is missing; the message says which, where, and what to do.</exception>
    /// <exception cref="BadImageFormatException"><paramref name="application"/> is not a .NET assembly.</exception>
    /// <exception cref="InvalidOperationException">This process is itself a worker that ran past its guard.</exception>
    internal static WorkerStartInfo For(string? application, string directory) =>
        For(application, directory, AppFacts.OfThisProcess());

    internal static WorkerStartInfo For(string? application, string directory, AppFacts facts)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (facts.Variable(MarkerVariable) == "1")
        {
            throw new InvalidOperationException(
                "This process was started as a worker of a process pool, but came to start a pool of its own: workers "
                + "would start workers without end. Make 'WorkerHost.RunIfWorker(args);' the first line "
                + "of Main. Applications published as a single file or self-contained need it.");
        }

        var plugin = application is null ? null : PluginRuntime.Locate(application, facts.BaseFolder);
        return facts.IsSelfContained ? Again(plugin, directory, facts)
            : plugin is null ? ForThisApplication(directory, facts)
            : ForPlugin(plugin, directory, facts);
    }

    private static WorkerStartInfo ForThisApplication(string directory, AppFacts facts)
    {
        var deps = WorkerFiles.AppDeps(facts);

        // The deps file's own entries are resolved relative to the started program, so the worker beside it is best.
        var worker = WorkerFiles.Worker(
            Path.GetDirectoryName(deps), Path.GetDirectoryName(facts.LibraryFile), facts.BaseFolder);
        List<string> arguments = ["exec", "--depsfile", deps, "--runtimeconfig", WorkerFiles.RuntimeConfigOf(deps)];
        foreach (var folder in (facts.ProbingFolders ?? "").Split(
            Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            arguments.AddRange(["--additionalprobingpath", folder]);
        }

        return new WorkerStartInfo { FileName = DotnetHost.Find(facts), Arguments = [.. arguments, worker, directory, TroupeVersion.Text] };
    }

    private static WorkerStartInfo ForPlugin(string plugin, string directory, AppFacts facts)
    {
        var worker = WorkerFiles.Worker(Path.GetDirectoryName(facts.LibraryFile), facts.BaseFolder);
        return new WorkerStartInfo
        {
            FileName = DotnetHost.Find(facts),
            Arguments =
            [
                "exec", "--depsfile", WorkerFiles.DepsOf(worker), .. PluginRuntime.Arguments(plugin, worker),
                worker, directory, TroupeVersion.Text, ApplicationArgument, plugin,
            ],
        };
    }

    private static WorkerStartInfo Again(string? plugin, string directory, AppFacts facts) => new()
    {
        FileName = facts.ProcessFile ?? throw new FileNotFoundException(
            "A self-contained application starts its workers by starting itself again, and this process does not know "
            + "the path of its own program (Environment.ProcessPath)."),
        Arguments = plugin is null
            ? [GuardArgument, directory, TroupeVersion.Text]
            : [GuardArgument, directory, TroupeVersion.Text, ApplicationArgument, plugin],
        Environment = new Dictionary<string, string?> { [MarkerVariable] = "1" },
    };
}

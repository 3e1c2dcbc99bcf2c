using System.Diagnostics;

namespace Troupe.Processes;

/// <summary>Tells which versions have met when a worker program has refused to be started by this one.</summary>
internal static class WorkerVersion
{
    // Of the worker program, which compares the version that it is given with its own before it does anything else.
    private const int OtherVersionCode = 65;

    /// <returns>A sentence to be appended to how the worker ended; empty when another version is not the reason.</returns>
    internal static string Explain(ProcessExit exit)
    {
        if (exit.ExitCode != OtherVersionCode)
            return "";
        var facts = AppFacts.OfThisProcess();
        try
        {
            return Explain(WorkerFiles.Worker(Path.GetDirectoryName(facts.LibraryFile), facts.BaseFolder));
        }
        catch (FileNotFoundException)
        {
            return ""; // A single file has the two inside: the code is one of the user's own.
        }
    }

    internal static string Explain(string workerFile)
    {
        // The version, and behind a plus sign the state of the sources.
        var version = FileVersionInfo.GetVersionInfo(workerFile).ProductVersion?.Split('+')[0] ?? "unknown";
        return version == TroupeVersion.Text ? ""
            : $" '{workerFile}' is of Troupe {version}, and the application runs Troupe {TroupeVersion.Text}: both come with one package. Build the application again, and deploy its whole output.";
    }
}

using System.Diagnostics;

namespace Troupe.Processes;

/// <summary>
/// Tells which versions have met when a worker could not start. A worker program of another version refuses, as the first thing it
/// does, or fails on the assemblies beside it before it comes to that.
/// </summary>
internal static class WorkerVersion
{
    /// <returns>A sentence to be appended to how the worker ended; empty when all is of one version.</returns>
    internal static string Explain()
    {
        var facts = AppFacts.OfThisProcess();
        // A single file has the worker inside.
        return facts.LibraryFile.Length == 0
            ? ""
            : Explain(WorkerFiles.Workers(Path.GetDirectoryName(facts.LibraryFile), facts.BaseFolder));
    }

    internal static string Explain(IEnumerable<string> workers)
    {
        foreach (var worker in workers)
        {
            // The version, and behind a plus sign the state of the sources.
            var version = FileVersionInfo.GetVersionInfo(worker).ProductVersion?.Split('+')[0] ?? "unknown";
            if (version != TroupeVersion.Text)
            {
                return $" '{worker}' is of Troupe {version}, and the application runs Troupe {TroupeVersion.Text}: both come with one "
                    + "package. Build the application again, and deploy its whole output.";
            }
        }
        return "";
    }
}

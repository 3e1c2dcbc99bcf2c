using System.Diagnostics;

namespace Troupe.Cli.Tests;

/// <summary>A fact that needs process ids of its own, as a container has; skipped, with the reason, where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactAsFirstProcessAttribute : FactAttribute
{
    public FactAsFirstProcessAttribute() => Skip = WhyNot();

    private static string? WhyNot()
    {
        try
        {
            using var trial = Process.Start("unshare", ["--pid", "--fork", "--mount-proc", "true"]);
            trial.WaitForExit();
            return trial.ExitCode == 0 ? null : "This user may not make a namespace for process ids.";
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception)
        {
            return "There is no unshare here.";
        }
    }
}

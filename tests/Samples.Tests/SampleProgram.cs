using System.Diagnostics;

namespace Troupe.Samples.Tests;

/// <summary>The samples as a process of their own, since what their workers print goes to its console.</summary>
internal static class SampleProgram
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(120);

    /// <summary>The built program, in its own output folder.</summary>
    public static string Path { get; } = Locate("Troupe.Samples");

    /// <summary>The one in the README.</summary>
    public static string FirstPool { get; } = Locate("Troupe.Samples.FirstPool");

    /// <summary>The one of a container's image.</summary>
    public static string Checksums { get; } = Locate("Troupe.Samples.Checksums");

    /// <summary>The one that has an actor system of its own.</summary>
    public static string AkkaApp { get; } = Locate("Troupe.Samples.AkkaApp");

    /// <summary>The one that serves requests.</summary>
    public static string WebApp { get; } = Locate("Troupe.Samples.WebApp");

    public static Task<(int Pid, int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        RunProgramAsync(Path, arguments);

    public static async Task<(int Pid, int ExitCode, string Output, string Error)> RunProgramAsync(
        string program,
        params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(s_hang);
            return (process.Id, process.ExitCode, await output.WaitAsync(s_hang), await error.WaitAsync(s_hang));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string Locate(string name)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(System.IO.Path.DirectorySeparatorChar));
        return System.IO.Path.Combine(own.Parent!.Parent!.FullName, name, own.Name, $"{name}.dll");
    }
}

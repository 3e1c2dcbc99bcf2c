using System.Diagnostics;

namespace Troupe.Packages.Tests;

/// <summary>Runs programs, as a user would in a shell.</summary>
internal static class Command
{
    /// <summary>What a build may take on a machine that is busy with others.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(12);

    /// <summary>What the run of these specs has set for itself: a user's build knows nothing of it.</summary>
    private static readonly string[] s_ownVariables = ["MSBUILD", "VSTEST", "TESTINGPLATFORM", "DOTNET_STARTUP_HOOKS", "TROUPE_"];

    /// <summary>Runs a program to its end.</summary>
    public static async Task<CommandEnd> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Start(folder, program, arguments);
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(Patience);
            return new CommandEnd(
                $"{program} {string.Join(' ', arguments)}",
                process.ExitCode,
                await output.WaitAsync(Patience),
                await error.WaitAsync(Patience));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Starts a program with its streams redirected.</summary>
    public static Process Start(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys
            .Where(key => s_ownVariables.Any(own => key.StartsWith(own, StringComparison.OrdinalIgnoreCase)))
            .ToList())
        {
            start.Environment.Remove(name);
        }
        // No node of the build is left when the specs have ended. The compiler's server is everybody's: it ends when it has nothing to do.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "true";
        // A user has nothing of Troupe yet. The repository packs with what it has restored, its compiler of native images included.
        if (folder != Repository.Root)
            start.Environment["NUGET_PACKAGES"] = Feed.PackagesFolder;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        return Process.Start(start)!;
    }
}

using System.Diagnostics;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Peers;

/// <summary>Opens the peers that this machine has, and notes those that it has not.</summary>
internal static class PeerList
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "peers");

    public static IEnumerable<IContestant> Open(Board board)
    {
        foreach (var (name, kind) in new[] { ("python_pool", "spawn"), ("python_pool_fork", "fork"), ("python_executor", "executor") })
        {
            if (ScriptContestant.TryOpen(name, "python3", s_folder, "pool.py", kind) is { } python)
                yield return python;
            else
                board.Notes.Add($"{name}: not measured, python3 is not on this machine.");
        }
        if (Exists("erl"))
            board.Notes.Add("erlang: not measured, this program has no script for it yet.");
        else
            board.Notes.Add("erlang: not measured, erl is not on this machine.");
        if (Tinypool(board) is { } tinypool)
            yield return tinypool;
        yield return new InProcessContestant();
    }

    private static ScriptContestant? Tinypool(Board board)
    {
        if (!Exists("node"))
        {
            board.Notes.Add("tinypool: not measured, node is not on this machine.");
            return null;
        }
        if (!Directory.Exists(Path.Combine(s_folder, "node_modules", "tinypool")) && !Install())
        {
            board.Notes.Add("tinypool: not measured, npm could not install it.");
            return null;
        }
        return ScriptContestant.TryOpen("tinypool", "node", s_folder, "pool.mjs");
    }

    private static bool Install()
    {
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--silent", "--no-audit", "--no-fund"]) { WorkingDirectory = s_folder })!;
            if (!npm.WaitForExit(TimeSpan.FromSeconds(15)))
                npm.Kill(entireProcessTree: true);
            return npm.HasExited && npm.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}

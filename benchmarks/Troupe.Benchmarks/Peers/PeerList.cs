using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
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
            if (ScriptContestant.TryOpen(name, "python3", s_folder, null, "pool.py", kind) is { } python)
                yield return python;
            else
                board.Notes.Add($"{name}: not measured, python3 is not on this machine.");
        }
        if (Erlang() is { } erlang)
            yield return erlang;
        else
            board.Notes.Add("erlang: not measured, erl is not on this machine.");
        if (Tinypool(board) is { } tinypool)
            yield return tinypool;
        yield return new InProcessContestant();
    }

    /// <summary>
    /// The nodes find each other through a name server of this run alone, on a port of its own; they listen on this machine
    /// only, and a cookie made here lets nobody else in.
    /// </summary>
    private static ScriptContestant? Erlang()
    {
        const string Run = "{ok, _} = compile:file(pool), pool:main().";
        var environment = new Dictionary<string, string>
        {
            ["ERL_EPMD_PORT"] = FreePort().ToString(CultureInfo.InvariantCulture),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_CRASH_DUMP_SECONDS"] = "0",
            ["TROUPE_PEER_COOKIE"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
        };
        return ScriptContestant.TryOpen(
            "erlang",
            "erl",
            s_folder,
            environment,
            "-noshell",
            "-start_epmd",
            "false",
            "-kernel",
            "inet_dist_use_interface",
            "{127,0,0,1}",
            "logger_level",
            "none",
            "-eval",
            Run);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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
        return ScriptContestant.TryOpen("tinypool", "node", s_folder, null, "pool.mjs");
    }

    private static bool Install()
    {
        try
        {
            using var npm = Process.Start(
                new ProcessStartInfo("npm", ["install", "--silent", "--no-audit", "--no-fund"]) { WorkingDirectory = s_folder })!;
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
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}

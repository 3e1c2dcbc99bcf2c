using System.Diagnostics;
using Troupe.Tests.Dummy;

namespace Troupe.EndToEnd.Tests.Crashes;

/// <summary>The dummy program in a process of its own: a parent of workers that can be killed.</summary>
internal sealed class ParentProgram : IDisposable
{
    private readonly Process _process;

    private ParentProgram(Process process) => _process = process;

    public int Pid => _process.Id;

    private static string Host =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    /// <summary>Starts it as a supervisor does that ignores SIGCHLD: programs inherit that.</summary>
    public static ParentProgram StartIgnoringChildren(string mode, string argument, string variable, string value) => new(Process.Start(
        new ProcessStartInfo("env", ["--ignore-signal=CHLD", Host, "exec", typeof(Work).Assembly.Location, mode, argument])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { [variable] = value },
        })!);

    public static ParentProgram Start(string mode, string folder, string variable, string value, bool keepErrors = false)
    {
        var start = new ProcessStartInfo(Host)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = keepErrors,
            UseShellExecute = false,
            ArgumentList = { "exec", typeof(Work).Assembly.Location, mode, folder },
            Environment = { [variable] = value },
        };
        return new ParentProgram(Process.Start(start)!);
    }

    /// <summary>All that it writes to standard error, where that is kept; complete with its end.</summary>
    public Task<string> ReadErrorsAsync() => _process.StandardError.ReadToEndAsync().Soon();

    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync().Soon();

    /// <summary>The number on the line that begins with this word; lines before it are passed over.</summary>
    public async Task<int> ReadAsync(string word)
    {
        while (await ReadLineAsync() is { } line)
        {
            if (line.StartsWith(word, StringComparison.Ordinal))
            {
                return line.Length > word.Length
                    ? int.Parse(line[(word.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture)
                    : 0;
            }
        }
        throw new InvalidOperationException($"The program ended before it said '{word}'.");
    }

    /// <summary>Kills it and waits until the system has taken it down: a dying process still holds its files.</summary>
    public void Kill()
    {
        ProcessTable.Kill(_process.Id);
        _process.WaitForExit();
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().Soon();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}

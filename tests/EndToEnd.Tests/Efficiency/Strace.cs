using System.Diagnostics;
using System.Globalization;

namespace Troupe.EndToEnd.Tests.Efficiency;

/// <summary>Counts the system calls of a running process, of all its threads, from <see cref="AttachAsync"/> to
/// <see cref="CountAsync"/>.</summary>
internal sealed class Strace : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _report;

    private Strace(Process process, string report) => (_process, _report) = (process, report);

    /// <summary>Null when it can be used here, otherwise the reason why it cannot: tried on a process that does nothing.</summary>
    public static string? WhyNot()
    {
        try
        {
            using var sleep = Process.Start("sleep", "30");
            using var strace = Process.Start(Options(sleep.Id, "/dev/null"))!;
            var first = strace.StandardError.ReadLine();
            strace.Kill();
            sleep.Kill();
            sleep.WaitForExit();
            strace.WaitForExit();
            return IsAttached(first) ? null : $"strace may not look into processes here: {first}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "strace is not installed here";
        }
    }

    public static async Task<Strace> AttachAsync(int pid, string report)
    {
        var process = Process.Start(Options(pid, report))!;
        var first = await process.StandardError.ReadLineAsync().WaitAsync(s_patience);
        if (!IsAttached(first))
            throw new InvalidOperationException($"strace did not attach to process {pid}: {first}");
        // What else it says, of threads that come and go, is of no use, but must be read.
        _ = process.StandardError.ReadToEndAsync();
        return new Strace(process, report);
    }

    /// <summary>Lets go of the process, and tells each system call's name and how often it was made.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountAsync()
    {
        using (var signal = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await signal.WaitForExitAsync().WaitAsync(s_patience);
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        var lines = await File.ReadAllLinesAsync(_report);
        // % time, seconds, microseconds a call, calls, errors (may be missing), name.
        return lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length >= 5 && fields[^1] != "total" && int.TryParse(fields[3], out _))
            .ToDictionary(fields => fields[^1], fields => int.Parse(fields[3], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        _process.Dispose();
    }

    private static ProcessStartInfo Options(int pid, string report) =>
        new("strace", ["-f", "-c", "-o", report, "-p", pid.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true };

    private static bool IsAttached(string? line) => line?.Contains("attached", StringComparison.Ordinal) == true;
}

namespace Troupe.Processes;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">
/// As the system told it; on Unix a process killed by signal n has 128 + n. A program may also return such a number
/// by itself; nobody can tell these apart.
/// </param>
internal sealed record ProcessExit(int ExitCode)
{
    private const int SignalBase = 128;

    /// <summary>The signal that ended it, by its number; null when it was none, and on Windows.</summary>
    internal int? Signal =>
        !OperatingSystem.IsWindows() && SignalNames.Of(ExitCode - SignalBase) is not null ? ExitCode - SignalBase : null;

    /// <summary>For example <c>SIGKILL</c>; null when <see cref="Signal"/> is.</summary>
    internal string? SignalName => Signal is { } signal ? SignalNames.Of(signal) : null;

    /// <summary>The end of a sentence that begins with the process: "was killed by signal 9 (SIGKILL)".</summary>
    public override string ToString() => (Signal, SignalName) switch
    {
        (_, "SIGABRT") => $"aborted (SIGABRT, exit code {ExitCode}): stack overflow, FailFast or native abort",
        ({ } signal, { } name) => $"was killed by signal {signal} ({name})",
        _ => $"exited with code {ExitCode}",
    };
}

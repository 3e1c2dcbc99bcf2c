namespace Troupe;

/// <summary>How a child process ended.</summary>
/// <param name="ExitCode">
/// 0 when its function returned, unless it had set <see cref="Environment.ExitCode"/>; n after <c>Environment.Exit(n)</c>;
/// 1 when its function threw; on Unix 128 + the signal's number when a signal ended it; null when it is unknown, since the
/// system did not release it.
/// </param>
/// <param name="SignalName">The signal that ended it, such as SIGKILL; null when none did.</param>
/// <param name="Reason">The same in words: "was killed by signal 9 (SIGKILL)".</param>
public sealed record ChildProcessExit(int? ExitCode, string? SignalName, string Reason)
{
    /// <summary>Whether the exit code is 0.</summary>
    public bool Succeeded => ExitCode == 0;
}

using Troupe.Processes.ControlGroups;

namespace Troupe.Processes;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">
/// As the system told it; on Unix a process killed by signal n has 128 + n. A program may also return such a number
/// by itself; these cannot be told apart.
/// </param>
internal sealed record ProcessExit(int ExitCode)
{
    private const int SignalBase = 128;

    /// <summary>It does not end although it was killed, frozen by a control group or stuck in the kernel, and is not waited for any
    /// longer.</summary>
    internal static ProcessExit GivenUp { get; } = new(-1) { IsKnown = false };

    /// <summary>
    /// It ended, and the system has forgotten how: the program that started it ignores SIGCHLD, or has collected the child itself.
    /// </summary>
    internal static ProcessExit Forgotten { get; } = new(-1) { IsKnown = false, IsForgotten = true };

    /// <summary>There was none: the system refused it, or had not made it when it was given up.</summary>
    internal static ProcessExit NotStarted { get; } = new(-1) { IsKnown = false, IsOfProcess = false };

    /// <summary>The machine that it runs on cannot be reached any longer; whether it has ended is unknown here.</summary>
    internal static ProcessExit OutOfReach { get; } = new(-1) { IsKnown = false, IsOutOfReach = true };

    /// <summary>Set when the kernel killed it for want of memory.</summary>
    internal MemoryShortage? Shortage { get; init; }

    /// <summary>Whether there was a process.</summary>
    internal bool IsOfProcess { get; private init; } = true;

    private bool IsForgotten { get; init; }

    private bool IsOutOfReach { get; init; }

    /// <summary>Whether there is an exit code.</summary>
    internal bool IsKnown { get; private init; } = true;

    /// <summary>Whether it ended as one does that is killed; on Windows both codes that a kill here gives.</summary>
    internal bool IsOfKill => OperatingSystem.IsWindows() ? ExitCode is -1 or SignalBase + 9 : SignalName == "SIGKILL";

    /// <summary>The exit code; null when there is none.</summary>
    internal int? KnownCode => IsKnown ? ExitCode : null;

    /// <summary>The signal that ended it, by its number; null when it was none, and on Windows.</summary>
    internal int? Signal =>
        !OperatingSystem.IsWindows() && SignalNames.Of(ExitCode - SignalBase) is not null ? ExitCode - SignalBase : null;

    /// <summary>For example <c>SIGKILL</c>; null when <see cref="Signal"/> is.</summary>
    internal string? SignalName => Signal is { } signal ? SignalNames.Of(signal) : null;

    /// <summary>The end of a sentence that begins with the process: "was killed by signal 9 (SIGKILL)".</summary>
    public override string ToString() => (Signal, SignalName) switch
    {
        _ when !IsOfProcess => "had no process yet when it was given up",
        _ when IsForgotten => "ended, and how is not known: this program ignores SIGCHLD, or collects its children itself, so the "
            + "system does not tell",
        _ when IsOutOfReach => "could no longer be reached, and what it runs may go on there",
        _ when !IsKnown => "could not be ended and was given up: it is frozen, or stuck in the kernel",
        (_, "SIGABRT") => $"aborted (SIGABRT, exit code {ExitCode}): stack overflow, FailFast, an unhandled exception on a thread of "
            + "its own, or native abort",
        ({ } signal, { } name) when Shortage is { } shortage => $"was killed by signal {signal} ({name}) by the kernel, since {shortage}",
        ({ } signal, { } name) => $"was killed by signal {signal} ({name})",
        _ => $"exited with code {ExitCode}",
    };
}

namespace Troupe.Processes;

/// <summary>The signals that end a process, by their numbers on this system.</summary>
internal static class SignalNames
{
    private static readonly Dictionary<int, string> s_names = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [5] = "SIGTRAP",
        [6] = "SIGABRT",
        [OperatingSystem.IsMacOS() ? 10 : 7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [OperatingSystem.IsMacOS() ? 30 : 10] = "SIGUSR1",
        [11] = "SIGSEGV",
        [OperatingSystem.IsMacOS() ? 31 : 12] = "SIGUSR2",
        [13] = "SIGPIPE",
        [14] = "SIGALRM",
        [15] = "SIGTERM",
        [24] = "SIGXCPU",
        [25] = "SIGXFSZ",
        [OperatingSystem.IsMacOS() ? 12 : 31] = "SIGSYS",
    };

    /// <summary>Null when no signal that ends a process has this number.</summary>
    internal static string? Of(int signal) => s_names.GetValueOrDefault(signal);
}

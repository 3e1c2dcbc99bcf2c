namespace Troupe.Processes;

/// <summary>A process could not be started.</summary>
internal sealed class ProcessStartException(string message, bool mayPass, Exception inner) : Exception(message, inner)
{
    /// <summary>Whether waiting may help: a limit on files, processes or memory was reached, nothing is missing.</summary>
    internal bool MayPass { get; } = mayPass;

    /// <summary>Puts the system's terse answer into words.</summary>
    internal static ProcessStartException From(WorkerStartInfo info, Exception error)
    {
        // Error numbers that Linux and macOS share, but for EAGAIN (11 and 35) and ELOOP, which does not occur here.
        var code = error is System.ComponentModel.Win32Exception native && !OperatingSystem.IsWindows()
            ? native.NativeErrorCode
            : 0;
        var (reason, mayPass) = (code, error) switch
        {
            (2, _) => ("the file does not exist. Check the path, or install it", false),
            (8, _) => ("the file is not a program this system can run", false),
            (13, _) => ("permission is denied. Check that the file and its folders are executable for this user", false),
            (11 or 35, _) => (
                "the system allows no more processes or threads (ulimit -u, or pids.max of the control group). "
                + "Raise the limit or use fewer workers", true),
            (12, _) or (_, OutOfMemoryException) => (
                "there is not enough memory, or no more threads are allowed. Use fewer workers or raise the limit", true),
            (23 or 24, _) => (
                "too many files are open. Raise the limit (ulimit -n; a worker takes five in this process) or find "
                + "what leaks them", true),
            _ => (error.Message, false),
        };
        return new ProcessStartException($"Cannot start the worker process '{info.FileName}': {reason}.", mayPass, error);
    }
}

using System.Runtime.CompilerServices;
using Troupe.Messages.Handshakes;

namespace Troupe.WorkerNode;

/// <summary>
/// The worker process. It is started by a coordinator with the pool's directory and its own version as arguments, and told the rest
/// through its standard input; it ends with its coordinator, whatever becomes of that.
/// </summary>
internal static class Program
{
    private const int UsageError = 64;

    // The coordinator looks for the version of this file when it has ended so: WorkerVersion there.
    private const int OtherVersion = 65;

    private static int Main(string[] arguments)
    {
        if (arguments.Length == 0 || !Directory.Exists(arguments[0]))
        {
            Console.Error.WriteLine(
                "Troupe.WorkerNode is the worker process of Troupe's process pool. It is started by ProcessPool.StartAsync and not by "
                    + "hand.");
            return UsageError;
        }
        // First of all: the assemblies beside this one may be of the other version, and fail in ways that tell nothing.
        if (arguments.Length < 2 || arguments[1] != TroupeVersion.Text)
        {
            Console.Error.WriteLine($"This worker program is of Troupe {TroupeVersion.Text} and was started by another version, "
                + $"{(arguments.Length < 2 ? "which does not tell its number" : arguments[1])}. Both come with one package: build the "
                + "application again and deploy its whole output.");
            return OtherVersion;
        }
        OwnProcess.BecomeGroupLeader();
        return Run(arguments[0]);
    }

    // A method of its own, so that nothing of Troupe is loaded before the process has secured itself.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run(string poolDirectory)
    {
        var watchdog = new ParentWatchdog(poolDirectory);
        var signals = StopSignals.Take(watchdog);
        // Never closed: user threads may outlive Main, and must not outlive the parent.
        var lifeline = OwnProcess.TakeStandardInput();
        StartRecord? start;
        try
        {
            start = StartRecord.Read(lifeline);
        }
        catch (InvalidDataException error)
        {
            Console.Error.WriteLine(error.Message);
            return UsageError;
        }
        if (start is null || !OwnProcess.TieToParent(start.ParentPid, watchdog))
            return watchdog.Terminate();
        watchdog.WatchLifeline(lifeline);
        return Worker.Run(start, watchdog, signals);
    }
}

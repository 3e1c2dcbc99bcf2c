using System.Runtime.CompilerServices;
using Troupe.Messages.Handshakes;

namespace Troupe.WorkerNode;

/// <summary>
/// The worker process. It is started by a coordinator with the pool's directory as its argument and told the rest
/// through its standard input; it ends with its coordinator, whatever becomes of that.
/// </summary>
internal static class Program
{
    private const int UsageError = 64;

    private static int Main(string[] arguments)
    {
        if (arguments.Length == 0 || !Directory.Exists(arguments[0]))
        {
            Console.Error.WriteLine("Troupe.WorkerNode is the worker process of Troupe's process pool. It is started by ProcessPool.StartAsync and not by hand.");
            return UsageError;
        }
        OwnProcess.BecomeGroupLeader();
        return Run(arguments[0]);
    }

    // A method of its own, so that nothing of Troupe is loaded before the process has secured itself.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run(string poolDirectory)
    {
        var fence = new Fence(poolDirectory);
        var signals = StopSignals.Take(fence);
        // Never closed: threads of the user's may outlive Main, and must not outlive the parent.
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
        if (start is null || !OwnProcess.TieToParent(start.ParentPid, fence))
            return fence.Fall();
        fence.WatchLifeline(lifeline);
        return Worker.Run(start, fence, signals);
    }
}

using Troupe.Links.Flight;

namespace Troupe.WorkerNode;

/// <summary>
/// Moves the heartbeat and notes the memory, on a thread of its own: a worker whose thread pool is starved by user code
/// is busy, not dead.
/// </summary>
internal static class Heartbeat
{
    public static void Start(FlightRecord record, int periodMilliseconds)
    {
        var thread = new Thread(() =>
        {
            while (true)
            {
                Note(record);
                record.Heartbeat++;
#pragma warning disable RS0030 // A beat: nothing signals it.
                Thread.Sleep(periodMilliseconds);
#pragma warning restore RS0030
            }
        }, maxStackSize: 256 * 1024)
        { IsBackground = true, Name = "troupe heartbeat", Priority = ThreadPriority.AboveNormal };
        thread.UnsafeStart();
    }

    /// <summary>Notes how much memory the process holds now and has held at most.</summary>
    public static void Note(FlightRecord record)
    {
        var memory = OwnProcess.Memory();
        record.Memory = memory;
        record.PeakMemory = OwnProcess.PeakMemory(Math.Max(record.PeakMemory, memory));
    }
}

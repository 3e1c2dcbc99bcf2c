using Troupe.Links;
using Troupe.Links.Flight;
using Troupe.Processes;

namespace Troupe.Sessions;

/// <summary>What the parts of one session share: what it has of its worker. Used under the session's lock, but for what says so.</summary>
internal sealed class SessionState(PoolSetup setup, WorkerId id)
{
    private volatile Link? _link;
    private volatile bool _isReading;

    public PoolSetup Setup => setup;

    public WorkerId Id => id;

    /// <summary>The jobs that the worker has, by the number of their assignment.</summary>
    public NumberedRing<SessionJob> Jobs { get; } = new();

    /// <summary>Jobs on their way to the worker. Safe for any thread, as it says.</summary>
    public AssignmentBuffer Assignments { get; } = new();

    /// <summary>The process; null before it was started.</summary>
    public WorkerProcess? Process { get; set; }

    /// <summary>The link; null before the worker has joined. Safe for any thread.</summary>
    public Link? Link
    {
        get => _link;
        set => _link = value;
    }

    /// <summary>The shared page; null before the start has begun, and after the end.</summary>
    public FlightRecord? Record { get; set; }

    /// <summary>Why it did not start; the first cause that was told.</summary>
    public Exception? StartError { get; set; }

    /// <summary>Whether something that the worker said was dropped: then what it said and what its page tells do not fit.</summary>
    public bool HasLostOutput { get; set; }

    /// <summary>Whether what has come is being worked on: that nothing more comes is not the worker's fault then. Safe for any thread.
    /// </summary>
    public bool IsReading
    {
        get => _isReading;
        set => _isReading = value;
    }

    /// <summary>The item that runs, of the chunk that runs.</summary>
    public int RunningItem => Record?.RunningItem ?? FlightRecord.NoItem;

    /// <summary>The assignment of a job that the worker has; 0 when it has none with this id.</summary>
    public long NumberOf(ulong job)
    {
        for (var number = Jobs.First; number <= Jobs.Last; number++)
        {
            if (Jobs.Has(number) && Jobs[number].Id == job)
                return number;
        }
        return 0;
    }

    /// <summary>Writes what was appended to the link.</summary>
    public void WriteNow()
    {
        Assignments.TakeUnwritten();
        Link?.Flush();
    }
}

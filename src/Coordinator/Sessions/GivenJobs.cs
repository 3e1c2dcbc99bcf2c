using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Remoting.Links;

namespace Troupe.Sessions;

/// <summary>
/// Jobs on their way to a worker: what was given since the session last looked, and what of it is written. It has a lock of its own, held for an
/// append, so that those who assign jobs do not wait for the thread that takes in results. Safe for any thread.
/// </summary>
internal sealed class GivenJobs
{
    /// <summary>Frames for a worker that is busy wait until this much has gathered or its next results come.</summary>
    private const int GatheredBytes = 8 * 1024;

    /// <summary>Arguments that are longer are written from where they are.</summary>
    private const int CopiedBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly List<SessionJob> _new = [];
    private readonly HashSet<int> _defined = [];
    private int _held;
    private int _unwritten;
    private volatile bool _lasting;

    /// <summary>Whether the running job lasts: then jobs are written at once, and given back.</summary>
    public bool Lasting
    {
        get => _lasting;
        set => _lasting = value;
    }

    /// <summary>Gives the worker a job. Does not write yet.</summary>
    public void Give(in Assignment job, Link? link)
    {
        Span<byte> head = stackalloc byte[RunHead.Size];
        new RunHead(job.Function, job.Attempt, job.Marks, job.Skip, job.Count).Write(head);
        lock (_gate)
        {
            _new.Add(new SessionJob { Id = job.Job, Count = job.Count, Next = job.Skip, Timeout = job.Timeout });
            _held++;
            _unwritten++;
            if (_defined.Add(job.Function))
                link?.Append(FrameKind.Define, (ulong)job.Function, job.Definition.Span);
            if (job.Arguments.Length > CopiedBytes)
                link?.AppendShared(FrameKind.Run, job.Job, head, job.Arguments);
            else
                link?.Append(FrameKind.Run, job.Job, head, job.Arguments.Span);
        }
    }

    /// <summary>Moves what was given into the session's books, in order.</summary>
    public void MoveTo(TurnRing<SessionJob> jobs)
    {
        lock (_gate)
        {
            foreach (var job in _new)
                jobs.Add(job);
            _new.Clear();
        }
    }

    /// <summary>Whether what was given is to be written now.</summary>
    /// <remarks>
    /// A worker with nothing to do gets its job at once. For a busy one frames gather until its next results show that it
    /// comes to an end: many small jobs then cost one write. One whose job lasts has no next results: jobs that crossed
    /// its word of that are written, and it gives them back.
    /// </remarks>
    public bool IsDue(Link link)
    {
        // Without the lock: whoever takes jobs out after this look writes what it finds.
        var (unwritten, held) = (Volatile.Read(ref _unwritten), Volatile.Read(ref _held));
        return unwritten > 0 && (_lasting || held <= unwritten || link.Pending >= GatheredBytes) && TakeUnwritten();
    }

    /// <summary>Jobs have left the worker, with frames that came together.</summary>
    /// <returns>Whether what was given is to be written now.</returns>
    public bool OnLeft(int count)
    {
        lock (_gate)
        {
            _held -= count;
            return Take();
        }
    }

    /// <summary>All is being written.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool TakeUnwritten()
    {
        lock (_gate)
            return Take();
    }

    private bool Take()
    {
        var any = _unwritten > 0;
        _unwritten = 0;
        return any;
    }
}

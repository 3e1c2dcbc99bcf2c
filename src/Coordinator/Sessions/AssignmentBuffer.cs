using System.Collections.Concurrent;
using Troupe.Links;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;

namespace Troupe.Sessions;

/// <summary>
/// Jobs on their way to a worker: what was assigned since the session last took it in, and what of it is written. Without a lock, so that
/// the thread that assigns jobs and the one that takes in results do not wait for each other. Jobs are assigned by one thread at a time;
/// the session's own turns are one at a time, too; the two may be at the same time.
/// </summary>
internal sealed class AssignmentBuffer
{
    /// <summary>Frames for a worker that is busy wait until this much has gathered or its next results come.</summary>
    private const int GatheredBytes = 8 * 1024;

    /// <summary>Arguments that are longer are written from where they are.</summary>
    private const int CopiedBytes = 64 * 1024;

    private readonly ConcurrentQueue<SessionJob> _new = new();
    private readonly HashSet<int> _defined = [];

    // How many jobs were assigned, were written, and are completed, of all that there were.
    private long _assigned;
    private long _written;
    private long _completed;
    private volatile bool _overrunning;

    /// <summary>Whether the running job runs long: then jobs are written at once, and returned.</summary>
    public bool Overrunning
    {
        get => _overrunning;
        set => _overrunning = value;
    }

    /// <summary>Adds a job for the worker. Does not write yet.</summary>
    public void Add(in Assignment job, Link? link)
    {
        // First: its results must not be there before it.
        _new.Enqueue(new SessionJob { Id = job.Job, Count = job.Count, Next = job.Skip, Timeout = job.Timeout });
        if (link is not null)
            Append(job, link);
        Volatile.Write(ref _assigned, _assigned + 1);
    }

    private void Append(in Assignment job, Link link)
    {
        Span<byte> head = stackalloc byte[RunHead.Size];
        new RunHead(job.Function, job.Attempt, job.Flags, job.Skip, job.Count).Write(head);
        if (_defined.Add(job.Function))
            link.Append(FrameKind.Define, (ulong)job.Function, job.Definition.Span);
        if (job.Arguments.Length > CopiedBytes)
            link.AppendShared(FrameKind.Run, job.Job, head, job.Arguments);
        else
            link.Append(FrameKind.Run, job.Job, head, job.Arguments.Span);
    }

    /// <summary>Moves what was assigned into the session's table, in order.</summary>
    public void MoveTo(NumberedRing<SessionJob> jobs)
    {
        while (_new.TryDequeue(out var job))
            jobs.Add(job);
    }

    /// <summary>Whether what was assigned is to be written now; asked by the thread that has assigned it, perhaps while the next job is
    /// being assigned.</summary>
    /// <remarks>
    /// A worker with nothing to do gets its job at once. For a busy one frames gather until its next results show that it
    /// comes to an end: many small jobs then cost one write. One whose job lasts has no next results: jobs that crossed
    /// its word of that are written, and it gives them back.
    /// </remarks>
    public bool IsDue(Link link)
    {
        // Between the write of what was assigned and the read of what is completed, as in OnCompleted the other way round: one of the two
        // sees the other, and writes.
        Interlocked.MemoryBarrier();
        var written = Volatile.Read(ref _written);
        return Volatile.Read(ref _assigned) > written
            && (_overrunning || Volatile.Read(ref _completed) >= written || link.Pending >= GatheredBytes)
            && TakeUnwritten();
    }

    /// <summary>Jobs have left the worker, with frames that came together.</summary>
    /// <returns>Whether what was given is to be written now.</returns>
    public bool OnCompleted(int count)
    {
        Volatile.Write(ref _completed, _completed + count);
        Interlocked.MemoryBarrier();
        return TakeUnwritten();
    }

    /// <summary>All is being written.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool TakeUnwritten()
    {
        var assigned = Volatile.Read(ref _assigned);
        return Volatile.Read(ref _written) != assigned && Interlocked.Exchange(ref _written, assigned) != assigned;
    }
}

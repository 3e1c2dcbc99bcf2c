using Troupe.Links.Jobs;

namespace Troupe.SharedState.Locks;

/// <summary>
/// One process's fast path to a lock: its word in shared memory, once the lock was taken often enough that it pays. Each job
/// takes the lock from its home for the first time, so that the home knows whose death or end releases it. Safe for any thread.
/// </summary>
internal sealed class LeaseFastPath(SharedReference reference) : IFastPath
{
    /// <summary>Set in the numbers of leases that were taken on the fast path; the rest is the holder's number.</summary>
    public const ulong FastPathBit = 1UL << 63;

    private const int Few = 16;
    private static readonly object s_noJob = new();

    private LeaseWord? _word;
    private ReentrantHold? _hold;
    private volatile Pass? _pass;
    private int _throughHome;

    private static object Job => JobScope.Current ?? s_noJob;

    /// <summary>Takes the lock if that can be done without its home.</summary>
    /// <param name="lease">The lease's number.</param>
    /// <exception cref="ObjectDisposedException">The lock has been disposed.</exception>
    public bool TryTake(out ulong lease)
    {
        lease = 0;
        if (_pass is not { } pass || Volatile.Read(ref _word) is not { } word || !ReferenceEquals(pass.Job, Job))
            return false;
        if (!(_hold is { } hold ? hold.TryTake(pass.Who) : word.TryTake(pass.Who)))
            return false;
        if (word.Page.HasEnded)
            throw reference.EndedError();
        lease = FastPathBit | pass.Who;
        return true;
    }

    /// <summary>Whether the lock is certainly held, without asking its home. A re-entrant one may be held by the caller.</summary>
    public bool IsOutOfReach => Volatile.Read(ref _word) is { IsTaken: true, IsReentrant: false };

    /// <returns>False when the lease is to be released at the home.</returns>
    public bool TryRelease(ulong lease) =>
        (lease & FastPathBit) != 0 && Volatile.Read(ref _word) is { } word
        && (_hold is { } hold ? hold.TryRelease(lease & ~FastPathBit) : word.TryRelease(lease & ~FastPathBit));

    /// <summary>The home has given the lock to this job.</summary>
    /// <param name="who">The job's number there; 0 while there is no fast path.</param>
    public void NoteGranted(ulong who)
    {
        if (who != 0)
            _pass = new Pass(Job, who);
        if (Volatile.Read(ref _word) is null && Interlocked.Increment(ref _throughHome) == Few)
            _ = OpenAsync(Job);
    }

    public void End() => Volatile.Read(ref _word)?.Page.Release();

    private Task OpenAsync(object job) => reference.OpenFastPathAsync(this, LeaseOperation.Open, default, hold: true, (page, who) =>
    {
        var word = new LeaseWord(page);
        _hold = word.IsReentrant ? new ReentrantHold(word) : null;
        Volatile.Write(ref _word, word);
        _pass = new Pass(job, who);
    });

    /// <summary>A job's number at the home.</summary>
    private sealed record Pass(object Job, ulong Who);
}

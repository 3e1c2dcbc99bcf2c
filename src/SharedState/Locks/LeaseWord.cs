namespace Troupe.SharedState.Locks;

/// <summary>
/// Who has a lock, in one word of shared memory, so that taking and releasing an uncontended lock is one change of
/// that word. Its home takes part by the same changes: it closes the fast path while a request waits, and finds there what a
/// dead process held.
/// <code>
///   free ──▶ short(who) ──▶ free            a process, by itself
///   free ──▶ home ──▶ free                  the home, while it has holders or waiters of its own
///   short(who) ──▶ wanted(who) ──▶ home     the home, when a request waits: its holder releases it there
/// </code>
/// </summary>
/// <param name="page">The memory that holds it.</param>
internal sealed unsafe class LeaseWord(FastPathMemory page)
{
    private const ulong Free = 0;
    private const ulong Short = 1;
    private const ulong Wanted = 2;
    private const ulong Home = 3;
    private const int TagBits = 2;
    private const int ReentrantOffset = FastPathMemory.Head + sizeof(ulong);

    /// <summary>How much memory it takes.</summary>
    public const int PageSize = ReentrantOffset + sizeof(int);

    public FastPathMemory Page => page;

    /// <summary>Whether the lock's holder may take it again. Set by the home before others see the page.</summary>
    public bool IsReentrant
    {
        get => Volatile.Read(ref *(int*)(page.Start + ReentrantOffset)) != 0;
        set => Volatile.Write(ref *(int*)(page.Start + ReentrantOffset), value ? 1 : 0);
    }

    private ref ulong Word => ref *(ulong*)(page.Start + FastPathMemory.Head);

    /// <summary>Takes the lock when it is free.</summary>
    /// <param name="who">The holder's number at the home.</param>
    public bool TryTake(ulong who) => Interlocked.CompareExchange(ref Word, Short | (who << TagBits), Free) == Free;

    /// <summary>Releases it.</summary>
    /// <returns>False when that has to be told to the home.</returns>
    public bool TryRelease(ulong who)
    {
        var held = Short | (who << TagBits);
        return Interlocked.CompareExchange(ref Word, Free, held) == held;
    }

    /// <summary>Whether it is held on the fast path.</summary>
    public bool IsTaken => (Volatile.Read(ref Word) & Home) is Short or Wanted;

    /// <summary>Whether this one has it on the fast path.</summary>
    public bool IsTakenBy(ulong who) => IsTaken && Volatile.Read(ref Word) >> TagBits == who;

    /// <summary>The home closes the fast path.</summary>
    /// <returns>The holder on the fast path; null when there is none.</returns>
    public ulong? TakeOver()
    {
        while (true)
        {
            var word = Volatile.Read(ref Word);
            if ((word & Home) is Wanted or Home)
                return (word & Home) == Wanted ? word >> TagBits : null;
            var next = word == Free ? Home : (word & ~Home) | Wanted;
            if (Interlocked.CompareExchange(ref Word, next, word) == word)
                return word == Free ? null : word >> TagBits;
        }
    }

    /// <summary>The home has taken over, and the lock is no longer held on the fast path.</summary>
    public void Own() => Volatile.Write(ref Word, Home);

    /// <summary>The home opens the fast path again.</summary>
    public void Open() => Volatile.Write(ref Word, Free);
}

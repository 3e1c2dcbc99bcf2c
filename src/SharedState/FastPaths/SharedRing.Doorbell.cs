namespace Troupe.SharedState.FastPaths;

/// <summary>How the processes that use a ring notify its home of changes that requests there wait for.</summary>
internal sealed unsafe partial class SharedRing
{
    private ref int AttentionWord => ref *(int*)(_start + 192);

    private ref int Doorbell => ref *(int*)(_start + 196);

    /// <summary>Who waits at the home. Read by the others after each write and each take.</summary>
    public RingAttention Attention
    {
        get => (RingAttention)Volatile.Read(ref AttentionWord);

        // The memory barrier orders it before the home's next read of the ring, as theirs orders their change before this word: one of the
        // two sees the other.
        set => Interlocked.Exchange(ref AttentionWord, (int)value);
    }

    /// <summary>Whether the home is to be notified; true for the first caller after the home last listened.</summary>
    public bool TrySignal() => Volatile.Read(ref Doorbell) == 0 && Interlocked.Exchange(ref Doorbell, 1) == 0;

    /// <summary>To be called by the home before it looks: what comes after this rings again.</summary>
    public void Listen() => Interlocked.Exchange(ref Doorbell, 0);
}

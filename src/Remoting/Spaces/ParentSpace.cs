using Troupe.Remoting.Actors;

namespace Troupe.Remoting.Spaces;

/// <summary>
/// A worker's way to the actors of the process that started it. Nothing is made before the first use: a worker that never
/// sees a shared object pays nothing. Safe for any thread.
/// </summary>
public abstract class ParentSpace
{
    private static ParentSpace? s_current;

    /// <summary>The parent of this process; null in one that is no worker.</summary>
    public static ParentSpace? Current
    {
        get => Volatile.Read(ref s_current);
        set => Volatile.Write(ref s_current, value);
    }

    /// <summary>The parent's <see cref="ActorSpace.Id"/>.</summary>
    public abstract ulong Id { get; }

    /// <summary>The longest message that either side accepts, in bytes.</summary>
    public abstract long MaximumMessage { get; }

    /// <summary>The binding of this process's space to the parent's; made at the first call.</summary>
    public abstract ActorLink Actors { get; }

    /// <summary>To be called before code waits for an answer: from then on somebody else than the running job reads the link.</summary>
    public abstract void BeforeWait();
}

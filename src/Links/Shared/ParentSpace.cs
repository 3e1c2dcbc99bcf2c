namespace Troupe.Links.Shared;

/// <summary>
/// A worker's way to the shared objects of the process that started it. Nothing is made before the first use: a worker that never
/// sees a shared object pays nothing. Safe for any thread.
/// </summary>
internal abstract class ParentSpace
{
    private static ParentSpace? s_current;
    private ISharedReceiver? _receiver;

    /// <summary>The parent of this process; null in one that is no worker.</summary>
    public static ParentSpace? Current
    {
        get => Volatile.Read(ref s_current);
        set => Volatile.Write(ref s_current, value);
    }

    /// <summary>The parent's number among all processes.</summary>
    public abstract ulong Id { get; }

    /// <summary>The longest message that either side accepts, in bytes.</summary>
    public abstract long MaxMessageBytes { get; }

    /// <summary>Told of all answers; set before the first request. Null while nothing was asked.</summary>
    public ISharedReceiver? Receiver
    {
        get => Volatile.Read(ref _receiver);
        set => Volatile.Write(ref _receiver, value);
    }

    /// <summary>Sends a request; may wait while the parent does not read.</summary>
    /// <param name="number">The object's number.</param>
    /// <param name="request">The request; copied.</param>
    public abstract void Send(ulong number, ReadOnlySpan<byte> request);

    /// <summary>To be called before code waits for an answer: from then on another thread than the running job's reads the link.</summary>
    public abstract void BeforeWait();
}

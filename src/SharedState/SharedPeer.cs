namespace Troupe.SharedState;

/// <summary>
/// A process that uses shared objects, as their homes know it: this one, or a worker that was started here. Its answers come one after
/// the other; delivering one runs no user code and does not wait. Safe for any thread.
/// </summary>
internal abstract class SharedPeer
{
    /// <summary>Whether it is the process that the homes live in, and so outlives them.</summary>
    public abstract bool IsThisProcess { get; }

    /// <summary>The longest answer that reaches it, in bytes.</summary>
    public abstract long LargestAnswer { get; }

    /// <summary>It is to be told, by <see cref="SharedHome.PeerGone"/>, when it is gone.</summary>
    /// <returns>False when it is gone already.</returns>
    public virtual bool TryJoin(SharedHome home) => true;

    /// <summary>The object has ended and needs no further notice.</summary>
    public virtual void Leave(SharedHome home)
    {
        // Most peers keep no list of what they use.
    }

    /// <summary>One of its requests is answered.</summary>
    /// <param name="request">The request's number.</param>
    /// <param name="reply">The reply, as <see cref="Reply.Write"/> wrote it.</param>
    public abstract void OnReply(ulong request, byte[] reply);

    /// <summary>An object that it uses has ended; comes after all answers of that object.</summary>
    /// <param name="number">The object's number.</param>
    /// <param name="reason">Why, if that is known.</param>
    public abstract void OnEnded(ulong number, string? reason);
}

namespace Troupe.Links.Shared;

/// <summary>Told of what shared objects of the parent say to this process, on the thread that reads the link: the receiver copies and
/// returns.</summary>
internal interface ISharedReceiver
{
    /// <summary>A request is answered.</summary>
    /// <param name="request">The request's number.</param>
    /// <param name="reply">The answer, at least a byte; valid during the call.</param>
    void OnReply(ulong request, ReadOnlySpan<byte> reply);

    /// <summary>An object has ended; all its answers have come before.</summary>
    /// <param name="space">The parent's number.</param>
    /// <param name="number">The object's number there.</param>
    /// <param name="reason">Why, if that is known.</param>
    void OnEnded(ulong space, ulong number, string? reason);
}

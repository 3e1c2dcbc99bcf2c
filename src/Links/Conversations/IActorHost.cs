using Troupe.Messages.Frames;

namespace Troupe.Links.Conversations;

/// <summary>The side of a worker that hosts an actor, which lives in an assembly of its own: a worker that hosts none does not load
/// it.</summary>
internal interface IActorHost
{
    /// <summary>Works on one message, which is about actors. For the thread that reads the link.</summary>
    /// <param name="header">The header of its last frame.</param>
    /// <param name="message">The message, put together from its parts.</param>
    /// <exception cref="ProtocolViolationException">The other side sent what no honest peer sends.</exception>
    void Handle(in FrameHeader header, ReadOnlySpan<byte> message);

    /// <summary>Lets the actor work on what it was told, and end; waits for that for a bounded time.</summary>
    void End();
}

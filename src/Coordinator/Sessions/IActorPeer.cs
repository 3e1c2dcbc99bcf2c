using Troupe.Messages.Frames;

namespace Troupe.Sessions;

/// <summary>The actors of one worker, as its session sees them. The session calls it without its lock, one thing after the other.</summary>
internal interface IActorPeer
{
    /// <summary>Tells the worker which actor it is to host: its first frame.</summary>
    void Start();

    /// <summary>Works on what the worker's actors say.</summary>
    /// <exception cref="ProtocolViolationException">The worker sent what no honest worker sends.</exception>
    void Handle(in FrameHeader header, ReadOnlySpan<byte> message);

    /// <summary>The actor runs.</summary>
    void OnReady();

    /// <summary>The worker is gone.</summary>
    /// <param name="how">How, as readable text.</param>
    void End(string how);
}

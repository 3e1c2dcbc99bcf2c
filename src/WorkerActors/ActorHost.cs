using Akka.Actor;
using Troupe.Links.Conversations;
using Troupe.Messages.Frames;

namespace Troupe.WorkerActors;

/// <summary>The side of a worker that hosts an actor: an actor system, the user's actor in it, and a bridge to the process that started
/// it.</summary>
/// <param name="setup">What the worker gives to it.</param>
internal sealed class ActorHost(ActorHostSetup setup) : IActorHost
{
    /// <summary>How long the actor has for its end. A worker that was told to end has two seconds.</summary>
    private static readonly TimeSpan s_endTime = TimeSpan.FromSeconds(1.5);

    private Hosting? _hosting;

    /// <inheritdoc/>
    public void Handle(in FrameHeader header, ReadOnlySpan<byte> message)
    {
        _hosting ??= Hosting.Begin(setup);
        if (header.Kind != FrameKind.ActorStart)
        {
            _hosting.Bridge.Handle(header, message);
            return;
        }
        Props props;
        try
        {
            props = _hosting.Bridge.ReadStart(message);
        }
        catch (Exception error) when (error is not ProtocolViolationException)
        {
            // What is refused, or cannot be decoded by the user's code, is the error of the start.
            setup.Failed(error);
            return;
        }
        _hosting.Start(props);
    }

    /// <inheritdoc/>
    public void End() => _hosting?.End(s_endTime);
}

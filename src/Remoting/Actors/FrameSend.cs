using Troupe.Messages.Frames;

namespace Troupe.Remoting.Actors;

/// <summary>Writes one whole message to a link, in order, from any thread.</summary>
internal delegate void FrameSend(FrameKind kind, ulong id, ReadOnlySpan<byte> message);

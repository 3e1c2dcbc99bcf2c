using Troupe.Messages.Frames;

namespace Troupe.Links.Conversations;

/// <summary>Adds one whole message to what a link writes next, in order, from any thread.</summary>
/// <param name="kind">What the frame says.</param>
/// <param name="id">The number it speaks of.</param>
/// <param name="message">The message; copied.</param>
internal delegate void FrameSend(FrameKind kind, ulong id, ReadOnlySpan<byte> message);

using Troupe.Messages.Frames;

namespace Troupe.Sessions;

/// <summary>What became of a job that a job has submitted, or of some of its items, as the submitting worker is told.</summary>
/// <param name="Submission">The submission's number on its worker's link.</param>
/// <param name="Kind">The frame to send.</param>
/// <param name="Payload">Its payload.</param>
/// <param name="Last">Whether nothing more follows.</param>
internal readonly record struct NestedAnswer(ulong Submission, FrameKind Kind, byte[] Payload, bool Last);

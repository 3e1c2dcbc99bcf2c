namespace Troupe.Links.Conversations;

/// <summary>A type that this side has sent, or may.</summary>
/// <param name="Number">What the other side knows it by.</param>
/// <param name="Codec">How its values are written.</param>
internal sealed record OutgoingType(uint Number, MessageCodec Codec);

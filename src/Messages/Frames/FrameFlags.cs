namespace Troupe.Messages.Frames;

/// <summary>Flags of a frame. Bits without a name must be zero.</summary>
[Flags]
internal enum FrameFlags : byte
{
    /// <summary>The frame is a whole message.</summary>
    None = 0,

    /// <summary>The message goes on in the next frame of the same kind and id; the last part lacks the flag.</summary>
    More = 1,
}

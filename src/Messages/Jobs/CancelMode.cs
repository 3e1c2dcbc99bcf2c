namespace Troupe.Messages.Jobs;

/// <summary>The byte of a Cancel frame: how far it goes.</summary>
internal enum CancelMode : byte
{
    /// <summary>Fires the token; ends the process when no code holds it.</summary>
    FireOrEnd = 0,

    /// <summary>Ends the process.</summary>
    End = 1,
}

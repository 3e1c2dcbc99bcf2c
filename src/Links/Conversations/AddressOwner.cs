namespace Troupe.Links.Conversations;

/// <summary>At which end of a link an actor lives.</summary>
internal enum AddressOwner : byte
{
    /// <summary>There is none.</summary>
    None = 0,

    /// <summary>At that of who writes the address.</summary>
    Writer = 1,

    /// <summary>At that of who reads it.</summary>
    Reader = 2,
}

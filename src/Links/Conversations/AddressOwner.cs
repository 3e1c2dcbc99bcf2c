namespace Troupe.Links.Conversations;

/// <summary>At which end of a link an actor lives.</summary>
internal enum AddressOwner : byte
{
    /// <summary>There is none.</summary>
    None = 0,

    /// <summary>At the end of the address's writer.</summary>
    Writer = 1,

    /// <summary>At the end of its reader.</summary>
    Reader = 2,
}

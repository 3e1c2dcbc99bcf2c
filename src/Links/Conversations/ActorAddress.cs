using Troupe.Messages.Payloads;

namespace Troupe.Links.Conversations;

/// <summary>
/// What the two ends of a link call an actor: a number under which the one or the other has handed it out. Even numbers are actors, odd
/// ones wait for one answer and are over then; 0 is the actor that the worker hosts.
/// </summary>
/// <param name="Owner">At which end it lives.</param>
/// <param name="Number">Its number there.</param>
internal readonly record struct ActorAddress(AddressOwner Owner, ulong Number)
{
    /// <summary>The number of the actor that a worker hosts.</summary>
    public const ulong Hosted = 0;

    /// <summary>No actor.</summary>
    public static ActorAddress None => default;

    /// <summary>Whether a number is that of something which waits for one answer.</summary>
    public static bool IsAsk(ulong number) => (number & 1) != 0;

    /// <summary>Appends it.</summary>
    public void Write(PayloadWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteByte((byte)Owner);
        if (Owner != AddressOwner.None)
            writer.WriteVarUInt64(Number);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="PayloadFormatException">The bytes are no address.</exception>
    public static ActorAddress Read(ref PayloadReader reader)
    {
        var owner = reader.ReadByte();
        return (AddressOwner)owner switch
        {
            AddressOwner.None => None,
            AddressOwner.Writer or AddressOwner.Reader => new ActorAddress((AddressOwner)owner, reader.ReadVarUInt64()),
            _ => throw new PayloadFormatException($"{owner} is not a kind of actor address."),
        };
    }
}

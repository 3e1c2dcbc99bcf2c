namespace Troupe.Sessions.Relay;

/// <summary>
/// The numbered messages of one direction, from their sender's view: those that the other end has not taken are kept. Not thread-safe.
/// </summary>
internal sealed class Outbox
{
    private readonly Queue<byte[]> _kept = new();

    /// <summary>The last number that was given; 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>The last number that a link was given: what is behind it cannot have arrived.</summary>
    public long Handed { get; private set; }

    /// <summary>The last number that the other end has taken.</summary>
    public long Acknowledged => Last - _kept.Count;

    /// <summary>Adds the next message.</summary>
    public void Add(byte[] message)
    {
        _kept.Enqueue(message);
        Last++;
    }

    /// <summary>All that were given to a link, in order.</summary>
    public void OnHanded() => Handed = Last;

    /// <summary>The other end has taken the messages up to this one.</summary>
    /// <exception cref="PayloadFormatException">It cannot have.</exception>
    public void Acknowledge(long number)
    {
        if (number > Handed)
            throw new PayloadFormatException($"Message {number} is acknowledged, and {Handed} was the last.");
        while (Acknowledged < number)
            _ = _kept.Dequeue();
    }

    /// <summary>What the other end has not received, in order.</summary>
    /// <param name="received">The last that it has.</param>
    /// <exception cref="PayloadFormatException">It cannot be.</exception>
    public IEnumerable<byte[]> After(long received) => received <= Handed && received >= Acknowledged
        ? _kept.Skip((int)(received - Acknowledged))
        : throw new PayloadFormatException($"Message {received} cannot be the last that was received; {Acknowledged} to {Handed} can.");
}

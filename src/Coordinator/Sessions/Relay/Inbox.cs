namespace Troupe.Sessions.Relay;

/// <summary>
/// The numbered messages of one direction, from their receiver's view: each comes once and in order. Received is what this end has; taken
/// is what has had its effect, and only that is acknowledged. Not thread-safe.
/// </summary>
internal sealed class Inbox
{
    private readonly SortedSet<long> _held = [];

    /// <summary>The last message that has come; 0 before the first.</summary>
    public long Received { get; private set; }

    /// <summary>The last message up to which all have had their effect.</summary>
    public long Processed => _held.Count > 0 ? _held.Min - 1 : Received;

    /// <summary>Takes the number of a message that has come.</summary>
    /// <returns>False when it has come before, and is to be dropped.</returns>
    /// <exception cref="PayloadFormatException">Others before it have not come, though links keep the order.</exception>
    public bool TryReceive(long number)
    {
        if (number > Received + 1)
            throw new PayloadFormatException($"Message {number} has come after message {Received}.");
        if (number <= Received)
            return false;
        Received = number;
        return true;
    }

    /// <summary>The message that came last is taken later.</summary>
    public void Hold() => _held.Add(Received);

    /// <summary>The message that was held is taken; others before it need not be.</summary>
    public void Release(long number) => _held.Remove(number);
}

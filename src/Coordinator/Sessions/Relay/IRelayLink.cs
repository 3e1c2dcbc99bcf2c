namespace Troupe.Sessions.Relay;

/// <summary>
/// What carries the messages of one session between two programs: whole, in order, none twice, until it is cut. Then what was on its way is
/// lost, and another link replaces it.
/// </summary>
internal interface IRelayLink
{
    /// <summary>Sends a message. Returns at once, calls nothing and never throws: what a cut link is given is lost.</summary>
    /// <param name="message">The message; copied or written before the return.</param>
    void Send(ReadOnlySpan<byte> message);

    /// <summary>Ends the link, since the other end is not understood, or nothing more is to be said. Returns at once.</summary>
    void Close();
}

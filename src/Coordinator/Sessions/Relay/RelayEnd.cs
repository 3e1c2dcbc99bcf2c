using System.Diagnostics.CodeAnalysis;
using Troupe.Messages.Payloads;

namespace Troupe.Sessions.Relay;

/// <summary>
/// One end of a session whose worker and dispatcher are in different programs. Numbers what it sends, keeps it until the other end has
/// taken it, and takes in each message of the other end once and in order, however often the link between them is cut. What is sent while
/// there is no link waits. Safe for any thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "End gives the writer's buffer back.")]
internal abstract class RelayEnd
{
    /// <summary>What is reserved for the next message at most.</summary>
    private const int MostReserved = 64 * 1024;

    private readonly Lock _reading = new();
    private readonly PayloadWriter _writer = new(limit: long.MaxValue);
    private readonly Outbox _outbox = new();
    private readonly Inbox _inbox = new();
    private IRelayLink? _link;
    private bool _resumed;
    private long _acknowledged;

    /// <summary>Held for moments: for what is sent, and for what derived ends know.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>Whether there is a link. <see cref="Gate"/> is held.</summary>
    protected bool IsLinked => _link is not null;

    /// <summary>Nothing more is sent or taken in.</summary>
    protected bool IsOver { get; private set; }

    /// <summary>Whether all that was sent is taken.</summary>
    protected bool IsAllTaken => _outbox.Acknowledged == _outbox.Last;

    /// <summary>The last message that a link was given: later ones cannot have arrived.</summary>
    protected long Handed => _outbox.Handed;

    /// <summary>Goes on over another link; nothing more is taken from the one before.</summary>
    /// <returns>False when there is nothing to go on with: the session is over here.</returns>
    public bool Attach(IRelayLink link)
    {
        lock (_reading)
        {
            lock (Gate)
                return TryAttach(link);
        }
    }

    /// <summary>The link is cut. Another one may follow.</summary>
    public void Detach(IRelayLink link)
    {
        lock (Gate)
        {
            if (_link != link)
                return;
            (_link, _resumed) = (null, false);
            OnCut();
        }
        AfterTurn();
    }

    /// <summary>Takes a message in. The calls of one link follow one another; of a link that was replaced they do nothing.</summary>
    /// <param name="link">Where it came from.</param>
    /// <param name="message">The message; kept, and must not change.</param>
    public void Receive(IRelayLink link, ReadOnlyMemory<byte> message)
    {
        lock (_reading)
        {
            try
            {
                Take(link, message);
            }
            catch (PayloadFormatException error)
            {
                OnViolation(error);
            }
        }
        AfterTurn();
    }

    /// <summary>Whether a message of this kind is taken not at once, but when <see cref="Release"/> says so.</summary>
    protected virtual bool IsTakenLater(RelayKind kind) => false;

    /// <summary>Takes an order or an event in. <see cref="Gate"/> is not held.</summary>
    /// <exception cref="PayloadFormatException">The other end breaks the protocol.</exception>
    protected abstract void OnMessage(RelayKind kind, long number, ReadOnlyMemory<byte> body);

    /// <summary>What the worker held at the last check, in bytes, and the most it has held. <see cref="Gate"/> is held.</summary>
    protected abstract void OnMemory(long now, long peak);

    /// <summary>The other end is not understood. Called once.</summary>
    protected abstract void OnViolation(PayloadFormatException error);

    /// <summary>More than before is taken by the other end. <see cref="Gate"/> is held.</summary>
    protected virtual void OnTaken()
    {
    }

    /// <summary>The link is cut. <see cref="Gate"/> is held.</summary>
    protected virtual void OnCut()
    {
    }

    /// <summary>Called after each message and each cut, with no lock held.</summary>
    protected virtual void AfterTurn()
    {
    }

    /// <summary>Begins a message; <see cref="Post"/> follows, or <see cref="TrySend"/>. <see cref="Gate"/> is held.</summary>
    protected PayloadWriter Begin(RelayKind kind)
    {
        _writer.Clear();
        new RelayHead(kind, _outbox.Last + 1).Write(_writer);
        return _writer;
    }

    /// <summary>Sends the message, now or when there is a link, and keeps it until it is taken. <see cref="Gate"/> is held.</summary>
    /// <returns>Its number.</returns>
    protected long Post()
    {
        _outbox.Add(_writer.WrittenSpan.ToArray());
        if (_resumed)
        {
            _link!.Send(_writer.WrittenSpan);
            _outbox.OnHanded();
        }
        if (_writer.WrittenCount > MostReserved)
            _writer.Dispose();
        return _outbox.Last;
    }

    /// <summary>Sends a message that is not numbered if there is a link, and forgets it. <see cref="Gate"/> is held.</summary>
    protected bool TrySend()
    {
        if (_resumed)
            _link!.Send(_writer.WrittenSpan);
        return _resumed;
    }

    /// <summary>The message with this number, which was to be taken later, has been.</summary>
    protected void Release(long number)
    {
        lock (Gate)
        {
            _inbox.Release(number);
            Acknowledge();
        }
    }

    /// <summary>Nothing more is said or heard. <see cref="Gate"/> is held.</summary>
    protected void End()
    {
        IsOver = true;
        _link?.Close();
        (_link, _resumed) = (null, false);
        _writer.Dispose();
    }

    private bool TryAttach(IRelayLink link)
    {
        if (IsOver)
            return false;
        (_link, _resumed, _acknowledged) = (link, false, _inbox.Processed);
        var message = Begin(RelayKind.Resume);
        message.WriteVarUInt64((ulong)_inbox.Received);
        message.WriteVarUInt64((ulong)_inbox.Processed);
        link.Send(message.WrittenSpan);
        return true;
    }

    private void Take(IRelayLink link, ReadOnlyMemory<byte> message)
    {
        var reader = new PayloadReader(message.Span);
        RelayHead head;
        lock (Gate)
        {
            if (_link != link)
                return;
            head = RelayHead.Read(ref reader);
            if (!RelayHead.IsNumbered(head.Kind))
            {
                OnControl(head.Kind, ref reader);
                return;
            }
            if (!_resumed)
                throw new PayloadFormatException($"{head.Kind} has come before the position to resume at.");
            if (!_inbox.TryReceive(head.Number))
                return;
            if (IsTakenLater(head.Kind))
                _inbox.Hold();
        }
        OnMessage(head.Kind, head.Number, message[^reader.Remaining..]);
        lock (Gate)
            Acknowledge();
    }

    private void OnControl(RelayKind kind, ref PayloadReader reader)
    {
        switch (kind)
        {
            case RelayKind.Resume: OnResume(RelayHead.ReadNumber(ref reader), RelayHead.ReadNumber(ref reader)); break;
            case RelayKind.Acknowledge: OnAcknowledged(RelayHead.ReadNumber(ref reader)); break;
            default: OnMemory(RelayHead.ReadNumber(ref reader), RelayHead.ReadNumber(ref reader)); break;
        }
        reader.RequireEnd();
    }

    private void OnResume(long received, long taken)
    {
        if (_resumed)
            throw new PayloadFormatException("The word of where to go on has come twice.");
        if (taken > received)
            throw new PayloadFormatException($"Messages up to {received} are said to have come, and up to {taken} to be taken.");
        var missing = _outbox.After(received).ToList();
        OnAcknowledged(taken);
        _resumed = true;
        foreach (var message in missing)
            _link?.Send(message);
        _outbox.OnHanded();
    }

    private void OnAcknowledged(long number)
    {
        _outbox.Acknowledge(number);
        OnTaken();
    }

    private void Acknowledge()
    {
        if (!_resumed || _inbox.Processed == _acknowledged)
            return;
        _acknowledged = _inbox.Processed;
        Begin(RelayKind.Acknowledge).WriteVarUInt64((ulong)_acknowledged);
        _link!.Send(_writer.WrittenSpan);
    }
}

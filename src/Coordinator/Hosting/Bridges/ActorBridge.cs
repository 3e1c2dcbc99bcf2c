using Akka.Actor;
using Akka.Event;
using Troupe.Links.Conversations;
using Troupe.Messages.Frames;
using Troupe.Messages.Payloads;

namespace Troupe.Hosting.Bridges;

/// <summary>
/// Joins the actors at the two ends of a link: an actor that a worker hosts, and its reference in the process that started it. Both ends
/// are alike. <see cref="Handle"/> is for the thread that reads the link, all else for any thread. Messages keep their order per sender and
/// recipient and arrive at most once.
/// </summary>
/// <remarks>
/// <code>
///   this end                                                   ║  the other end
///   Tell ─▶ PeerActor, or the reference ── TrySend, encode ───▶║── Handle, decode ─▶ the actor itself
///   a sender, or a reference inside, is known by a number ────▶║── PeerActor of that number, a child of the owner
///   of an Ask, by an odd one ─────────────────────────────────▶║── PendingAnswer: Akka's own reference for one answer
///   the owner watches it, Terminated ── ActorEnded ───────────▶║── its PeerActor stops, which those who watch that are told
/// </code>
/// All that are references to users are Akka's: actors, or what Akka's Ask waits with.
/// </remarks>
internal sealed class ActorBridge
{
    /// <summary>What a message that is being encoded on this thread shows to the other end for the first time.</summary>
    [ThreadStatic]
    private static List<IActorRef>? s_shown;

    private readonly BridgeEnd _end;
    private readonly ActorCell _owner;
    private readonly ActorAddresses _addresses;
    private readonly BridgeCodec _codec;
    private volatile bool _ended;
    private volatile bool _leaves;

    /// <summary>A bridge over a link that has just begun.</summary>
    /// <param name="owner">The actor of this end: it watches for the bridge, and the other end's actors are its children here.</param>
    /// <param name="end">What this end is made of.</param>
    public ActorBridge(ActorCell owner, BridgeEnd end)
    {
        (_owner, _end) = (owner, end);
        _addresses = new ActorAddresses(end.HostsActor);
        _codec = new BridgeCodec(end, AddressOf, Resolve);
        if (!end.HostsActor)
            _addresses.SetHosted(owner.Self);
    }

    /// <summary>The link has ended: nothing is sent any longer.</summary>
    public bool IsDown => _ended || _end.IsClosed();

    /// <summary>How many who wait for an answer, here or there, it knows.</summary>
    public int Waiting => _addresses.Asks;

    /// <summary>How many actors it knows, of here and there.</summary>
    public int Known => _addresses.Actors;

    /// <summary>The actor that this process hosts, for the end that does.</summary>
    public void SetHosted(IActorRef hosted) => _addresses.SetHosted(hosted);

    /// <summary>
    /// Sends a message. What cannot travel is told to its sender as a <see cref="Status.Failure"/>, and is a dead letter.
    /// </summary>
    /// <param name="recipient">The other end's number.</param>
    /// <param name="message">The message.</param>
    /// <param name="sender">The actor that gets answers; Nobody where there is none.</param>
    /// <param name="flush">Whether it is written at once; else with the next <see cref="Flush"/>.</param>
    /// <returns>False when the link has ended, and the message is still the caller's.</returns>
    public bool TrySend(ulong recipient, object message, IActorRef? sender, bool flush)
    {
        if (IsDown)
            return false;
        using var writer = new PayloadWriter(limit: _end.MaxMessageBytes);
        try
        {
            writer.WriteVarUInt64(recipient);
            AddressOf(sender).Write(writer);
            _codec.WriteMessage(writer, message);
            if (_ended)
            {
                s_shown?.Clear();
                return false; // From here on the asker is no longer told of the end.
            }
            _end.Send(FrameKind.ActorMessage, 0, writer.WrittenSpan);
        }
        catch (Exception error)
        {
            // The message is the user's, and so is code that is called to encode it: it may throw anything.
            Refuse(message, sender, error);
        }
        WatchShown();
        if (_addresses.TakeForgotten() is { } forgotten)
            Array.ForEach(forgotten, number => _end.Send(FrameKind.ActorEnded, number, []));
        if (flush)
            _end.Flush();
        return true;
    }

    /// <summary>Writes what was sent.</summary>
    public void Flush() => _end.Flush();

    /// <summary>Tells the worker which actor it is to host.</summary>
    public void SendStart(Props props)
    {
        using var writer = new PayloadWriter(limit: _end.MaxMessageBytes);
        ActorStart.Write(writer, props, _codec.Types, _codec.WriteMessage);
        _end.Send(FrameKind.ActorStart, 0, writer.WrittenSpan);
        WatchShown();
        _end.Flush();
    }

    /// <summary>Reads which actor this process is to host.</summary>
    public Props ReadStart(ReadOnlySpan<byte> message)
    {
        var reader = new PayloadReader(message);
        var props = ActorStart.Read(ref reader, _codec.Types, _codec.ReadMessage);
        reader.RequireEnd();
        return props;
    }

    /// <summary>The hosted actor has ended for good.</summary>
    public void SendHostedEnded() => SendAtOnce(FrameKind.ActorEnded, ActorAddress.Hosted);

    /// <summary>Works on one whole message.</summary>
    /// <exception cref="ProtocolViolationException">The other end sent what no honest peer sends.</exception>
    public void Handle(in FrameHeader header, ReadOnlySpan<byte> message)
    {
        try
        {
            switch (header.Kind)
            {
                case FrameKind.ActorMessage: OnMessage(message); break;
                case FrameKind.ActorType: _codec.Types.Define(header.Id, message); break;
                case FrameKind.ActorEnded when message.IsEmpty: OnEnded(header.Id); break;
                case FrameKind.ActorStop when message.IsEmpty: _addresses.Own(header.Id, take: false)?.Tell(PoisonPill.Instance); break;
                default: throw new ProtocolViolationException($"this end of a link takes no {header.Kind} of {message.Length} bytes");
            }
        }
        catch (PayloadFormatException error)
        {
            throw new ProtocolViolationException($"an actors' frame of kind {header.Kind} is malformed: {error.Message}", error);
        }
    }

    /// <summary>All of this end is to end: with what stands here for the other end's actors ends none of those.</summary>
    public void Leave() => _leaves = true;

    /// <summary>
    /// The link has ended: those who wait for an answer are told so, and the other end's actors have ended. Later calls change nothing.
    /// </summary>
    /// <param name="error">What those who wait are told.</param>
    public void End(Exception error)
    {
        if (_ended)
            return;
        _ended = true;
        var (peers, asks) = _addresses.End();
        foreach (var peer in peers)
            ((IInternalActorRef)peer).Stop();
        foreach (var ask in asks)
            ask.Tell(new Status.Failure(error), _owner.Self);
    }

    /// <summary>For the owner, whose watch says that an actor of this end is no longer there.</summary>
    public void OnWatchedEnded(IActorRef actor)
    {
        if (_addresses.TryForget(actor, out var number))
            SendAtOnce(FrameKind.ActorEnded, number);
    }

    /// <summary>What stood here for an actor of the other end has stopped; unless that one has ended, it was told to.</summary>
    public void OnPeerStopped(ulong number)
    {
        if (_addresses.TryDropPeer(number) is not null && !_leaves)
            SendAtOnce(FrameKind.ActorStop, number);
    }

    /// <summary>Makes what stands here for an actor of the other end.</summary>
    public IActorRef NewPeer(ulong number)
    {
        var props = Props.Create<PeerActor>(this, _owner, number).WithDispatcher(_owner.Props.Dispatcher);
        try
        {
            return _owner.AttachChild(props, isSystemService: false);
        }
        catch (InvalidOperationException)
        {
            return _owner.System.DeadLetters; // The owner is ending, and all of this with it.
        }
    }

    /// <summary>Makes the stand-in here for an asker at the other end.</summary>
    public PendingAnswer NewAnswer(ulong number) => new(_owner.SystemImpl.Provider, answer =>
    {
        if (_addresses.TakeAnswer(number) is not null)
            TrySend(number, answer, null, flush: true);
    });

    private void OnMessage(ReadOnlySpan<byte> bytes)
    {
        var reader = new PayloadReader(bytes);
        var number = reader.ReadVarUInt64();
        var sender = Resolve(ActorAddress.Read(ref reader));
        var type = _codec.Types.Incoming(reader.ReadVarUInt32());
        object message;
        try
        {
            message = _codec.ReadMessage(ref reader, type);
        }
        catch (Exception error) when (error is not ProtocolViolationException)
        {
            // User code: a constructor or a converter. It is this message's failure alone.
            sender?.Tell(new Status.Failure(error), _owner.Self);
            var text = $"A message cannot be decoded and is lost: {error.Message}";
            _owner.System.EventStream.Publish(new Warning(_owner.Self.ToString(), typeof(ActorBridge), text));
            return;
        }
        reader.RequireEnd();
        (_addresses.Own(number, take: true) ?? _owner.System.DeadLetters).Tell(message, sender);
    }

    private void OnEnded(ulong number)
    {
        if (ActorAddress.IsAsk(number))
            _addresses.TakeAnswer(number)?.Cancel();
        else if (number != ActorAddress.Hosted)
            (_addresses.TryDropPeer(number) as IInternalActorRef)?.Stop();
        else if (!_end.HostsActor)
            _owner.Self.Tell(new HostedEnded(this));
        else
            throw new ProtocolViolationException("the other end says that the actor has ended which this one hosts");
    }

    private IActorRef? Resolve(ActorAddress address) => address.Owner switch
    {
        AddressOwner.None => null,
        AddressOwner.Reader => _addresses.Own(address.Number, take: false) ?? _owner.System.DeadLetters,
        _ => _addresses.Peer(address.Number, this),
    };

    private ActorAddress AddressOf(IActorRef? actor)
    {
        if (actor is null || actor.IsNobody())
            return ActorAddress.None;
        var address = _addresses.Of(actor, out var isNew);
        if (isNew)
            (s_shown ??= []).Add(actor);
        return address;
    }

    /// <summary>After what shows them was sent: their end is not to be told before.</summary>
    private void WatchShown()
    {
        if (s_shown is not { Count: > 0 } shown)
            return;
        foreach (var actor in shown)
            _owner.Self.Tell(new WatchShown(this, actor));
        shown.Clear();
    }

    private void SendAtOnce(FrameKind kind, ulong number)
    {
        if (IsDown)
            return;
        _end.Send(kind, number, []);
        _end.Flush();
    }

    private void Refuse(object message, IActorRef? sender, Exception error)
    {
        var deadLetters = _owner.System.DeadLetters;
        if (sender is not null && !sender.IsNobody())
            sender.Tell(new Status.Failure(error), _owner.Self);
        _owner.System.EventStream.Publish(new DeadLetter(message, sender ?? deadLetters, _owner.Self));
        _end.Refused?.Invoke(message.GetType(), error);
    }
}

using Troupe.Actors;
using Troupe.Messages.Payloads;

namespace Troupe.Shared;

/// <summary>
/// The home of one shared object: its state, and who waits for it or holds a part of it. Requests and replies are bytes, and
/// so are the values inside: no code of the user's runs here. A participant's end, of its job or of its process, takes its
/// waits and what it holds away. When the actor itself ends, those who wait are told by death watch.
/// </summary>
/// <remarks>
/// A request: operation (1 byte), number and job (variable size), then what the operation needs. A reply: the request's
/// number, a <see cref="ReplyCode"/>, then what was asked for.
/// </remarks>
/// <param name="largest">The longest value it takes, in bytes: what the links of its pool carry.</param>
internal abstract class SharedObjectActor(long largest) : Actor
{
    private readonly HashSet<ActorRef> _watched = [];

    protected sealed override ValueTask ReceiveAsync(object message)
    {
        switch (message)
        {
            case byte[] bytes when Sender is { } peer: OnRequest(peer, bytes); break;
            case Terminated gone: OnPeerGone(gone); break;
            case PartGiven given: OnGiven(given.Part); break;
            case PartReturned returned: OnReturned(returned.Part, returned.Lost); break;
            default: Unhandled(message); break;
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>A job is given a part of the object; told in this process alone.</summary>
    /// <param name="part">Which, as its handle says.</param>
    protected virtual void OnGiven(byte part)
    {
    }

    /// <summary>A job that was given a part of the object has ended.</summary>
    /// <param name="part">Which.</param>
    /// <param name="lost">How its process died with it; null when it ended in any other way.</param>
    protected virtual void OnReturned(byte part, string? lost)
    {
    }

    /// <summary>Works on one request; answers it now, later, or (when it asks for none) never.</summary>
    /// <param name="operation">What is asked.</param>
    /// <param name="request">Whom to answer.</param>
    /// <param name="reader">What the operation needs.</param>
    /// <param name="message">The message that the reader walks over; may be kept.</param>
    protected abstract void OnOperation(byte operation, in Request request, ref PayloadReader reader, byte[] message);

    /// <summary>Takes a request out of the line it waits in.</summary>
    /// <returns>False when it does not wait: its answer is on its way.</returns>
    protected abstract bool TryWithdraw(ActorRef peer, ulong number);

    /// <summary>Participants have ended: drops their waits and frees what they hold.</summary>
    /// <param name="ended">Which.</param>
    /// <param name="lost">How their process died; null when it was a job that ended in order.</param>
    protected abstract void OnEnded(Func<Participant, bool> ended, string? lost);

    /// <summary>A process that used the object has died; called before <see cref="OnEnded"/>.</summary>
    /// <param name="peer">The process.</param>
    protected virtual void OnProcessGone(ActorRef peer)
    {
    }

    protected bool IsOfThisProcess(ActorRef peer) => peer.Path.Address == Context.System.Address;

    protected void Answer(in Request request, ReplyCode code = ReplyCode.Done) => Answer(request, code, [], []);

    protected void Answer(in Request request, ReplyCode code, ReadOnlySpan<byte> content) => Answer(request, code, content, []);

    protected void Answer(in Request request, ReplyCode code, ReadOnlySpan<byte> head, ReadOnlySpan<byte> content)
    {
        if (head.Length + content.Length > largest && code == ReplyCode.Done)
            RefuseTooLarge(request, head.Length + content.Length);
        else
            request.Peer.Tell(Reply.Write(request.Number, code, head, content), Self);
    }

    /// <summary>Refuses a value that could not be handed on.</summary>
    /// <returns>Whether it was refused.</returns>
    protected bool RefuseTooLarge(in Request request, int length)
    {
        if (length <= largest)
            return false;
        Span<byte> limit = stackalloc byte[sizeof(long)];
        BitConverter.TryWriteBytes(limit, largest);
        Answer(request, ReplyCode.TooLarge, limit);
        return true;
    }

    protected void AnswerInvalid(in Request request, string why) =>
        Answer(request, ReplyCode.Invalid, System.Text.Encoding.UTF8.GetBytes(why));

    private void OnRequest(ActorRef peer, byte[] bytes)
    {
        try
        {
            var reader = new PayloadReader(bytes);
            var operation = reader.ReadByte();
            var request = new Request(peer, reader.ReadVarUInt64(), reader.ReadVarUInt64());
            if (_watched.Add(peer))
                Context.Watch(peer);
            switch (operation)
            {
                case CommonOperation.Withdraw:
                    var number = reader.ReadVarUInt64();
                    if (TryWithdraw(peer, number))
                        Answer(new Request(peer, number, request.Job), ReplyCode.Withdrawn);
                    break;
                case CommonOperation.JobEnded:
                    OnEnded(participant => participant == request.Participant, null);
                    break;
                default:
                    OnOperation(operation, request, ref reader, bytes);
                    break;
            }
        }
        catch (PayloadFormatException)
        {
            // Only a peer that breaks the rules sends such; it harms its own request alone.
            Unhandled(bytes);
        }
    }

    private void OnPeerGone(Terminated gone)
    {
        _watched.Remove(gone.Actor);
        OnProcessGone(gone.Actor);
        OnEnded(participant => participant.Peer.Equals(gone.Actor), gone.Reason ?? "it ended");
    }
}

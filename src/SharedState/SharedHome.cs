using System.Text;
using Troupe.Messages.Payloads;

namespace Troupe.SharedState;

/// <summary>
/// The home of one shared object: its state, and which requests wait for it or hold a part of it. Requests and replies are bytes, and so
/// are the values inside: no user code runs here. All of it is done under one lock, by the thread that asks; answers are delivered after
/// the lock is released. A participant's end, of its job or of its process, takes its waits and what it holds away. When the object
/// itself ends, every process that used it is told. Safe for any thread.
/// </summary>
/// <remarks>
/// A request: operation (1 byte), number and job (variable size), then what the operation needs. A reply: a <see cref="ReplyCode"/>, then
/// what was asked for.
/// </remarks>
/// <param name="largest">The longest value it takes, in bytes: what the links of its pool carry.</param>
internal abstract class SharedHome(long largest)
{
    private readonly Lock _gate = new();
    private readonly SharedAnswers _answers = new();

    /// <summary>This process, and the others that have used it and live.</summary>
    private readonly HashSet<SharedPeer> _peers = [ThisProcess.Peer];
    private bool _ended;

    /// <summary>What it is found by in this process; given by <see cref="SharedHomes"/>.</summary>
    public ulong Number { get; set; }

    /// <summary>Works on one request. Its answer may have been delivered when this returns, or comes later, or (when it asks for none)
    /// never.</summary>
    /// <param name="peer">The process that asks.</param>
    /// <param name="message">The request; it may be kept.</param>
    /// <exception cref="PayloadFormatException">The request is malformed, as none of an honest process is.</exception>
    public void Handle(SharedPeer peer, byte[] message)
    {
        try
        {
            lock (_gate)
            {
                if (_ended)
                    _answers.AddEnd(peer, Number, null);
                else if (_peers.Contains(peer) || (peer.TryJoin(this) && _peers.Add(peer)))
                    Guarded((peer, message), static (home, asked) => home.OnRequest(asked.peer, asked.message));
            }
        }
        finally
        {
            _answers.Deliver();
        }
    }

    /// <summary>A process that used the object is gone.</summary>
    /// <param name="peer">The process.</param>
    /// <param name="how">How it died.</param>
    public void PeerGone(SharedPeer peer, string how) => Change((peer, how), static (home, gone) =>
    {
        home._peers.Remove(gone.peer);
        home.OnProcessGone(gone.peer);
        home.OnEnded(participant => participant.Peer == gone.peer, gone.how);
    });

    /// <summary>A job is given a part of the object; told in this process alone.</summary>
    /// <param name="part">Which, as its handle says.</param>
    public void Transfer(byte part) => Change(part, static (home, transferred) => home.OnTransferred(transferred));

    /// <summary>A job that was given a part of the object has ended.</summary>
    /// <param name="part">Which.</param>
    /// <param name="lost">How its process died with it; null when it ended in any other way.</param>
    public void Return(byte part, string? lost) =>
        Change((part, lost), static (home, returned) => home.OnReturned(returned.part, returned.lost));

    /// <summary>Ends the object. Later calls change nothing.</summary>
    public void Stop() => Change(0, static (home, _) => home.End(null));

    /// <inheritdoc cref="Transfer"/>
    protected virtual void OnTransferred(byte part)
    {
    }

    /// <inheritdoc cref="Return"/>
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
    protected abstract bool TryWithdraw(SharedPeer peer, ulong number);

    /// <summary>Participants have ended: drops their waits and frees what they hold.</summary>
    /// <param name="ended">Which.</param>
    /// <param name="lost">How their process died; null when it was a job that ended normally.</param>
    protected abstract void OnEnded(Func<Participant, bool> ended, string? lost);

    /// <summary>A process that used the object has died; called before <see cref="OnEnded"/>.</summary>
    /// <param name="peer">The process.</param>
    protected virtual void OnProcessGone(SharedPeer peer)
    {
    }

    /// <summary>The object has ended: the memory that it shares with other processes says so, and is released.</summary>
    protected virtual void EndMemory()
    {
    }

    /// <summary>Ends the object, from within its own work.</summary>
    /// <param name="reason">Why, when it is not what its owner has decided.</param>
    protected void End(string? reason)
    {
        if (_ended)
            return;
        _ended = true;
        SharedHomes.Remove(this);
        foreach (var peer in _peers)
        {
            peer.Leave(this);
            _answers.AddEnd(peer, Number, reason);
        }
        _peers.Clear();
        EndMemory();
    }

    protected void Answer(in Request request, ReplyCode code = ReplyCode.Done) => Answer(request, code, [], []);

    protected void Answer(in Request request, ReplyCode code, ReadOnlySpan<byte> content) => Answer(request, code, content, []);

    protected void Answer(in Request request, ReplyCode code, ReadOnlySpan<byte> head, ReadOnlySpan<byte> content)
    {
        var length = head.Length + content.Length;
        var limit = code == ReplyCode.Done ? Math.Min(largest, request.Peer.LargestAnswer) : request.Peer.LargestAnswer;
        if (length > limit)
            AnswerTooLarge(request, limit);
        else
            _answers.Add(request.Peer, request.Number, Reply.Write(code, head, content));
    }

    /// <summary>Refuses a value that could not be handed on.</summary>
    /// <returns>Whether it was refused.</returns>
    protected bool RefuseTooLarge(in Request request, int length)
    {
        if (length <= largest)
            return false;
        AnswerTooLarge(request, largest);
        return true;
    }

    protected void AnswerInvalid(in Request request, string why) =>
        Answer(request, ReplyCode.Invalid, Encoding.UTF8.GetBytes(why));

    /// <summary>The request is for an operation that this kind of object does not have.</summary>
    protected static PayloadFormatException Unknown(byte operation) => new($"An object of this kind has no operation {operation}.");

    private void AnswerTooLarge(in Request request, long limit)
    {
        Span<byte> content = stackalloc byte[sizeof(long)];
        BitConverter.TryWriteBytes(content, limit);
        _answers.Add(request.Peer, request.Number, Reply.Write(ReplyCode.TooLarge, content, []));
    }

    private void OnRequest(SharedPeer peer, byte[] message)
    {
        var reader = new PayloadReader(message);
        var operation = reader.ReadByte();
        var request = new Request(peer, reader.ReadVarUInt64(), reader.ReadVarUInt64());
        switch (operation)
        {
            case CommonOperation.Withdraw:
                var number = reader.ReadVarUInt64();
                if (TryWithdraw(peer, number))
                    Answer(new Request(peer, number, request.Job), ReplyCode.Withdrawn);
                break;
            case CommonOperation.JobEnded:
                OnJobEnded(request.Participant);
                break;
            default:
                OnOperation(operation, request, ref reader, message);
                break;
        }
    }

    private void OnJobEnded(Participant job) => OnEnded(participant => participant == job, null);

    private void Change<T>(T argument, Action<SharedHome, T> change)
    {
        try
        {
            lock (_gate)
            {
                if (!_ended)
                    Guarded(argument, change);
            }
        }
        finally
        {
            _answers.Deliver();
        }
    }

    /// <summary>What goes wrong in the work of an object, as when its shared memory is damaged, ends it and nothing else.</summary>
    private void Guarded<T>(T argument, Action<SharedHome, T> change)
    {
        try
        {
            change(this, argument);
        }
        catch (PayloadFormatException)
        {
            throw;
        }
        catch (Exception error)
        {
            End($"failed: {error.GetType().Name}: {error.Message}");
        }
    }
}

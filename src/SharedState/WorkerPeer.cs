using System.Text;
using Troupe.Links;
using Troupe.Messages.Frames;

namespace Troupe.SharedState;

/// <summary>
/// A worker as shared objects of this process know it: requests come as frames of its link, answers go back as such. Only the end of the
/// worker itself, which is judged elsewhere, takes it out of the objects again.
/// </summary>
/// <param name="link">The worker's link.</param>
/// <param name="maxMessageBytes">The longest message that the link carries, in bytes.</param>
internal sealed class WorkerPeer(Link link, long maxMessageBytes) : SharedPeer
{
    /// <summary>Texts that go along with the end of an object, in characters.</summary>
    private const int LongestReason = 4096;

    private readonly Lock _gate = new();
    private readonly HashSet<SharedHome> _used = [];
    private bool _gone;

    /// <summary>1 while requests that came in together are worked on: their answers are written together.</summary>
    private int _gathering;

    public override bool IsThisProcess => false;

    public override long LargestAnswer => maxMessageBytes;

    /// <summary>A request came in. After the last of those that came together <see cref="WriteAnswers"/> is to be called.</summary>
    /// <param name="number">The object's number, as the worker says.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="ProtocolViolationException">No honest worker sends such.</exception>
    public void OnRequest(ulong number, ReadOnlySpan<byte> request)
    {
        Volatile.Write(ref _gathering, 1);
        if (SharedHomes.Find(number) is not { } home)
        {
            OnEnded(number, null);
            return;
        }
        try
        {
            home.Handle(this, request.ToArray());
        }
        catch (PayloadFormatException error)
        {
            throw new ProtocolViolationException($"a request to a shared object is malformed: {error.Message}", error);
        }
    }

    /// <summary>Writes the answers to the requests that came in.</summary>
    public void WriteAnswers()
    {
        // Whatever another thread has left to this one was added before it looked.
        Interlocked.Exchange(ref _gathering, 0);
        link.Flush();
    }

    public override bool TryJoin(SharedHome home)
    {
        lock (_gate)
            return !_gone && _used.Add(home);
    }

    public override void Leave(SharedHome home)
    {
        lock (_gate)
            _used.Remove(home);
    }

    public override void OnReply(ulong request, byte[] reply) => Say(FrameKind.SharedReply, request, reply);

    public override void OnEnded(ulong number, string? reason) =>
        Say(
            FrameKind.SharedEnded,
            number,
            Encoding.UTF8.GetBytes(reason is { Length: > LongestReason } ? reason[..LongestReason] : reason ?? ""));

    /// <summary>The worker has died, or was given up: what it waits for and holds is taken from it. Later calls change nothing.</summary>
    /// <param name="how">How it died, for those who are told of it.</param>
    public void End(string how)
    {
        SharedHome[] used;
        lock (_gate)
        {
            _gone = true;
            used = [.. _used];
            _used.Clear();
        }
        foreach (var home in used)
            home.PeerGone(this, how);
    }

    private void Say(FrameKind kind, ulong id, byte[] message)
    {
        link.Append(kind, id, message);
        if (Volatile.Read(ref _gathering) == 0)
            link.Flush();
    }
}

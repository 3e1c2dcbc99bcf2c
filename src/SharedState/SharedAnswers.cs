using System.Collections.Concurrent;

namespace Troupe.SharedState;

/// <summary>
/// What a shared object has to say, in the order in which it was decided: added under the object's lock, delivered without it. One thread
/// at a time delivers, so that no answer overtakes another; a thread that comes meanwhile leaves its answers to that one.
/// </summary>
internal sealed class SharedAnswers
{
    /// <summary>After so many a thread that came with a request of its own has done enough for others.</summary>
    private const int MostAtOnce = 1024;

    private readonly ConcurrentQueue<Answer> _waiting = new();
    private int _delivering;

    /// <summary>Answers a request.</summary>
    public void Add(SharedPeer peer, ulong request, byte[] reply) => _waiting.Enqueue(new Answer(peer, request, reply, null));

    /// <summary>Tells that the object has ended.</summary>
    public void AddEnd(SharedPeer peer, ulong number, string? reason) => _waiting.Enqueue(new Answer(peer, number, null, reason));

    /// <summary>Delivers what waits, unless another thread does so at this moment.</summary>
    public void Deliver()
    {
        var left = MostAtOnce;
        while (left > 0 && !_waiting.IsEmpty && Interlocked.Exchange(ref _delivering, 1) == 0)
        {
            try
            {
                for (; left > 0 && _waiting.TryDequeue(out var next); left--)
                    next.Deliver();
            }
            finally
            {
                // What is added from here on is seen by this thread's next check, or the adding thread finds that no thread delivers.
                Interlocked.Exchange(ref _delivering, 0);
            }
        }
        // Usually the next caller goes on before the thread pool does.
        if (left == 0 && !_waiting.IsEmpty)
            ThreadPool.UnsafeQueueUserWorkItem(static answers => answers.Deliver(), this, preferLocal: false);
    }

    private sealed class Answer(SharedPeer peer, ulong number, byte[]? reply, string? reason)
    {
        public void Deliver()
        {
            if (reply is not null)
                peer.OnReply(number, reply);
            else
                peer.OnEnded(number, reason);
        }
    }
}

using System.Collections.Concurrent;
using Troupe.Links.Shared;

namespace Troupe.SharedState;

/// <summary>
/// This process as it uses shared objects, wherever they live: the sender of all its requests, to whom all answers go.
/// Safe for any thread.
/// </summary>
internal sealed class ThisProcess : SharedPeer, ISharedReceiver
{
    private readonly ConcurrentDictionary<ulong, PendingRequest> _pending = new();
    private ulong _last;

    private ThisProcess()
    {
    }

    public static ThisProcess Peer { get; } = new();

    public override bool IsThisProcess => true;

    public override long LargestAnswer => long.MaxValue;

    public ulong NextNumber() => Interlocked.Increment(ref _last);

    public PendingRequest Expect(SharedReference target, ulong number)
    {
        var pending = new PendingRequest(target, number);
        _pending[number] = pending;
        // The end of the object may have come between the check before and this line.
        if (target.Ended is not null)
            Fail(pending);
        return pending;
    }

    /// <summary>Forgets a request that could not be sent.</summary>
    public void Forget(PendingRequest pending) => _pending.TryRemove(pending.Number, out _);

    public override void OnReply(ulong request, byte[] reply)
    {
        if (_pending.TryRemove(request, out var pending))
            pending.TrySetResult(Reply.Read(reply));
    }

    public override void OnEnded(ulong number, string? reason) => OnEnded(new SharedAddress(SharedSpace.Id, number), reason);

    void ISharedReceiver.OnReply(ulong request, ReadOnlySpan<byte> reply) => OnReply(request, reply.ToArray());

    void ISharedReceiver.OnEnded(ulong space, ulong number, string? reason) => OnEnded(new SharedAddress(space, number), reason);

    private void OnEnded(SharedAddress address, string? reason)
    {
        SharedReference.Known(address)?.End(reason);
        foreach (var pending in _pending.Values.Where(pending => pending.Target.Address == address))
            Fail(pending);
    }

    private void Fail(PendingRequest pending)
    {
        _pending.TryRemove(pending.Number, out _);
        pending.TrySetException(pending.Target.EndedError());
    }
}

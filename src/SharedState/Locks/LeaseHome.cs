using Troupe.Messages.Payloads;

namespace Troupe.SharedState.Locks;

/// <summary>
/// The home of a lock, a semaphore or a condition: so many leases, given out in the order in which they were asked for. A
/// holder that ends without releasing its lease, by its job's end or its process's death, loses it, and the next holder of that
/// lease next is told that it was abandoned.
/// </summary>
internal sealed partial class LeaseHome(int leases, bool reentrant, bool hasFastPath = false) : SharedHome(long.MaxValue)
{
    private readonly Dictionary<ulong, Participant> _holders = [];
    private readonly WaitQueue<LeaseWait> _waiting = new();
    private readonly WaitQueue<bool> _sleepers = new();
    private ulong _lastLease;
    private int _abandoned;

    private int Free => reentrant
        ? leases - _holders.Values.Distinct().Count()
        : leases - _holders.Count;

    protected override void OnOperation(byte operation, in Request request, ref PayloadReader reader, byte[] message)
    {
        TakeOver();
        try
        {
            switch (operation)
            {
                case LeaseOperation.Acquire: OnAcquire(request, mayWait: reader.ReadFlag()); break;
                case LeaseOperation.Release: OnRelease(reader.ReadVarUInt64()); break;
                case LeaseOperation.Available: Answer(request, ReplyCode.Done, BitConverter.GetBytes(Free)); break;
                case LeaseOperation.Wait: OnWait(request, reader.ReadVarUInt64()); break;
                case LeaseOperation.Notify: OnNotify(reader.ReadVarUInt64(), reader.ReadVarUInt32()); break;
                case LeaseOperation.Open: OnOpen(request); break;
                default: throw Unknown(operation);
            }
        }
        finally
        {
            // Also after a request that cannot be read: others go the fast path as before.
            LetGo();
        }
    }

    protected override bool TryWithdraw(SharedPeer peer, ulong number)
    {
        // The word need not be read: a request that waits here has closed the fast path before, and it is opened again by what frees the
        // lock.
        if (_sleepers.TryRemove(peer, number, out var request))
        {
            // A request that waited on a condition goes on as its holder, also when its time is up.
            _waiting.Add(request, new LeaseWait(Wakes: true, Notified: false));
            Grant();
            return false;
        }
        return _waiting.Find(peer, number) is { Wakes: false } && _waiting.Remove(peer, number);
    }

    protected override void OnEnded(Func<Participant, bool> ended, string? lost)
    {
        TakeOver();
        var notified = _waiting.All.Count(entry => entry.Value.Notified && ended(entry.Request.Participant));
        _waiting.RemoveAll(ended);
        _sleepers.RemoveAll(ended);
        var left = _holders.Where(entry => ended(entry.Value)).Select(entry => entry.Key).ToList();
        foreach (var lease in left)
        {
            _holders.Remove(lease);
            _abandoned = Math.Min(_abandoned + 1, leases);
        }
        Forget(ended);
        // A holder may have died before it said what it had changed: all check for themselves, and the first is told that it was
        // abandoned. And what one was notified of who did not live to see it is the next one's.
        Wake(left.Count > 0 ? _sleepers.Count : notified);
        Grant();
        LetGo();
    }

    private void OnAcquire(in Request request, bool mayWait)
    {
        if (mayWait || CanHave(request.Participant))
        {
            _waiting.Add(request, default);
            Grant();
        }
        else
        {
            Answer(request, ReplyCode.Refused);
        }
    }

    private void OnRelease(ulong lease)
    {
        if (_holders.Remove(lease))
            Grant();
    }

    private void OnWait(in Request request, ulong lease)
    {
        if (!_holders.Remove(lease))
        {
            AnswerInvalid(request, "Only the holder of the condition's lock can wait for it; this lease was released.");
            return;
        }
        _sleepers.Add(request, true);
        Grant();
    }

    private void OnNotify(ulong lease, uint count)
    {
        if (_holders.ContainsKey(lease))
            Wake(count);
    }

    private void Wake(long count)
    {
        for (; count > 0 && _sleepers.TryTake(out var sleeper, out _); count--)
            _waiting.Add(sleeper, new LeaseWait(Wakes: true, Notified: true));
    }

    private bool CanHave(Participant participant) =>
        (reentrant && _holders.ContainsValue(participant)) || (_waiting.Count == 0 && Free > 0);

    private void Grant()
    {
        if (reentrant)
        {
            foreach (var (request, wait) in _waiting.All.Where(entry => _holders.ContainsValue(entry.Request.Participant)).ToList())
            {
                _waiting.Remove(request.Peer, request.Number);
                Grant(request, wait);
            }
        }
        while (Free > 0 && _waiting.TryTake(out var request, out var wait))
            Grant(request, wait);
    }

    private void Grant(in Request request, LeaseWait wait)
    {
        _holders.Add(++_lastLease, request.Participant);
        using var content = new PayloadWriter(16);
        content.WriteVarUInt64(_lastLease);
        content.WriteByte(_abandoned > 0 ? (byte)1 : (byte)0);
        content.WriteByte(wait.Notified ? (byte)1 : (byte)0);
        content.WriteVarUInt64(NumberOf(request.Participant));
        _abandoned = Math.Max(0, _abandoned - 1);
        Answer(request, ReplyCode.Done, content.WrittenSpan);
    }
}

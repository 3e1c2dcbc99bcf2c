using System.Runtime.InteropServices;

namespace Troupe.SharedState.Locks;

/// <summary>The home's part in the fast path to a lock.</summary>
internal sealed partial class LeaseHome
{
    private const int NumberBits = 40;

    private readonly Dictionary<Participant, ulong> _numbers = [];
    private readonly Dictionary<ulong, Participant> _numbered = [];

    /// <summary>The processes, by the upper part of their jobs' numbers; places of those that have died are given again.</summary>
    private readonly List<SharedPeer?> _peers = [];
    private LeaseWord? _word;
    private ulong _lastNumber;

    protected override void EndMemory() => _word?.Page.End();

    private void OnOpen(in Request request)
    {
        if (_word is null && hasFastPath && FastPathMemory.TryCreate(LeaseWord.PageSize) is { } page)
        {
            _word = new LeaseWord(page) { IsReentrant = reentrant };
            _word.Own();
        }
        if (_word is null)
            Answer(request, ReplyCode.Refused);
        else
            Answer(request, ReplyCode.Done, _word.Page.Describe(NumberOf(request.Participant)));
    }

    /// <summary>Before the home reads the holders: from here on its own tables are right.</summary>
    private void TakeOver()
    {
        if (_word?.TakeOver() is { } who)
            _holders.TryAdd(LeaseFastPath.FastPathBit | who, HolderOf(who));
    }

    /// <summary>After it: opens the fast path when no request needs the home.</summary>
    private void LetGo()
    {
        if (_word is null)
            return;
        if (_holders.Count == 0 && _waiting.Count == 0 && _abandoned == 0)
            _word.Open();
        else if (!_holders.Keys.Any(static lease => (lease & LeaseFastPath.FastPathBit) != 0))
            _word.Own();
    }

    /// <summary>What a participant writes into the word; 0 while there is none. Never given twice.</summary>
    private ulong NumberOf(Participant participant)
    {
        if (_word is null)
            return 0;
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, participant, out var known);
        if (!known)
        {
            var peer = _peers.IndexOf(participant.Peer);
            if (peer < 0)
                peer = IndexFor(participant.Peer);
            number = ((ulong)peer << NumberBits) | ++_lastNumber;
            _numbered.Add(number, participant);
        }
        return number;
    }

    private int IndexFor(SharedPeer peer)
    {
        var free = _peers.IndexOf(null);
        if (free < 0)
            _peers.Add(peer);
        else
            _peers[free] = peer;
        return free < 0 ? _peers.Count - 1 : free;
    }

    protected override void OnProcessGone(SharedPeer peer)
    {
        // First what the dead process held by the word: only as long as its place is its own can that be told.
        TakeOver();
        if (_peers.IndexOf(peer) is >= 0 and var index)
            _peers[index] = null;
    }

    /// <summary>A thread that a job has left behind may hold the lock by that job's number: it is then its process's.</summary>
    private Participant HolderOf(ulong who) =>
        _numbered.TryGetValue(who, out var participant) ? participant
        : (int)(who >> NumberBits) is var peer && peer < _peers.Count && _peers[peer] is { } process ? new Participant(process, 0)
        : default;

    private void Forget(Func<Participant, bool> ended)
    {
        foreach (var (participant, number) in _numbers.Where(entry => ended(entry.Key)).ToList())
        {
            _numbers.Remove(participant);
            _numbered.Remove(number);
        }
    }
}

using System.Text;
using Troupe.Messages.Payloads;

namespace Troupe.SharedState.Locks;

/// <summary>
/// The home of a barrier. It breaks for all who wait, and for all who come later, when one of them gives up or when a party
/// dies: one that waits, or that has come before and has not ended. No party waits for one that cannot come.
/// </summary>
internal sealed class BarrierHome(int parties) : SharedHome(long.MaxValue)
{
    private readonly WaitQueue<bool> _waiting = new();

    /// <summary>Jobs, and other processes, that have come at least once and have not ended.</summary>
    private readonly HashSet<Participant> _known = [];

    private ulong _phase;
    private string? _broken;

    protected override void OnOperation(byte operation, in Request request, ref PayloadReader reader, byte[] message)
    {
        switch (operation)
        {
            case BarrierOperation.Arrive:
                OnArrive(request);
                break;
            case BarrierOperation.Reset:
                Break("it was reset");
                _broken = null;
                Answer(request);
                break;
            case BarrierOperation.Break:
                Break("a party called BreakAsync");
                Answer(request);
                break;
            case BarrierOperation.State:
                Answer(request, ReplyCode.Done, BitConverter.GetBytes(_waiting.Count), [_broken is null ? (byte)0 : (byte)1]);
                break;
            default:
                throw Unknown(operation);
        }
    }

    protected override bool TryWithdraw(SharedPeer peer, ulong number)
    {
        if (!_waiting.Remove(peer, number))
            return false;
        Break("one of those who waited gave up");
        return true;
    }

    protected override void OnEnded(Func<Participant, bool> ended, string? lost)
    {
        var waited = _waiting.All.Any(entry => ended(entry.Request.Participant));
        var known = _known.RemoveWhere(party => ended(party)) > 0;
        _waiting.RemoveAll(ended);
        if (waited || (known && lost is not null))
            Break(lost is null ? "the job of one of those who waited ended" : $"one of its parties died: {lost}");
    }

    private void OnArrive(in Request request)
    {
        if (_broken is not null)
        {
            Answer(request, ReplyCode.Closed, Encoding.UTF8.GetBytes(_broken));
            return;
        }
        if (!request.Peer.IsThisProcess)
            _known.Add(request.Participant);
        _waiting.Add(request, true);
        if (_waiting.Count < parties)
            return;
        _phase++;
        for (uint index = 0; _waiting.TryTake(out var party, out _); index++)
        {
            using var content = new PayloadWriter(16);
            content.WriteVarUInt64(_phase);
            content.WriteVarUInt32(index);
            Answer(party, ReplyCode.Done, content.WrittenSpan);
        }
    }

    private void Break(string why)
    {
        _broken ??= why;
        while (_waiting.TryTake(out var party, out _))
            Answer(party, ReplyCode.Closed, Encoding.UTF8.GetBytes(_broken));
    }
}

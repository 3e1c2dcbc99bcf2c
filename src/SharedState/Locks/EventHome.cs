using Troupe.Messages.Payloads;

namespace Troupe.SharedState.Locks;

/// <summary>The home of an event: all waiting requests go on when it is set.</summary>
internal sealed class EventHome(bool isSet) : SharedHome(long.MaxValue)
{
    private readonly WaitQueue<bool> _waiting = new();
    private bool _isSet = isSet;

    protected override void OnOperation(byte operation, in Request request, ref PayloadReader reader, byte[] message)
    {
        switch (operation)
        {
            case EventOperation.Set:
                _isSet = reader.ReadFlag();
                Answer(request);
                break;
            case EventOperation.Wait:
                _waiting.Add(request, true);
                break;
            case EventOperation.IsSet:
                Answer(request, ReplyCode.Done, [_isSet ? (byte)1 : (byte)0]);
                break;
            default:
                throw Unknown(operation);
        }
        while (_isSet && _waiting.TryTake(out var waiting, out _))
            Answer(waiting);
    }

    protected override bool TryWithdraw(SharedPeer peer, ulong number) => _waiting.Remove(peer, number);

    protected override void OnEnded(Func<Participant, bool> ended, string? lost) => _waiting.RemoveAll(ended);
}

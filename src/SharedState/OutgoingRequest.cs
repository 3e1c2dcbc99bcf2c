using Troupe.Messages.Payloads;

namespace Troupe.SharedState;

/// <summary>A request while it is written. Encoded on the caller's thread: what cannot travel throws here and nothing is sent.</summary>
internal readonly struct OutgoingRequest : IDisposable
{
    private readonly SharedReference _target;

    public OutgoingRequest(SharedReference target, byte operation, ulong job)
    {
        _target = target;
        Number = ThisProcess.Peer.NextNumber();
        Body = SpareWriter.Take(target.Largest);
        Body.WriteByte(operation);
        Body.WriteVarUInt64(Number);
        Body.WriteVarUInt64(job);
    }

    public ulong Number { get; }

    public PayloadWriter Body { get; }

    /// <summary>Sends it and expects no answer.</summary>
    public void Tell() => _target.Send(Body.WrittenSpan);

    /// <summary>Sends it.</summary>
    public PendingRequest Ask()
    {
        _target.BeforeWait();
        var pending = ThisProcess.Peer.Expect(_target, Number);
        try
        {
            _target.Send(Body.WrittenSpan);
        }
        catch
        {
            ThisProcess.Peer.Forget(pending);
            throw;
        }
        return pending;
    }

    public void Dispose() => SpareWriter.Return(Body);
}

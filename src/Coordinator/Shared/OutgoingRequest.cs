using Troupe.Messages.Payloads;

namespace Troupe.Shared;

/// <summary>A request while it is written. Encoded on the caller's thread: what cannot travel throws here and nothing is sent.</summary>
internal readonly struct OutgoingRequest : IDisposable
{
    private readonly SharedReference _target;

    public OutgoingRequest(SharedReference target, byte operation, ulong job)
    {
        _target = target;
        Number = SharedPeer.Own.NextNumber();
        Body = SpareWriter.Take(target.Largest);
        Body.WriteByte(operation);
        Body.WriteVarUInt64(Number);
        Body.WriteVarUInt64(job);
    }

    public ulong Number { get; }

    public PayloadWriter Body { get; }

    /// <summary>Sends it and expects no answer.</summary>
    public void Tell() => _target.Send(Body.WrittenSpan.ToArray());

    /// <summary>Sends it.</summary>
    public PendingRequest Ask()
    {
        _target.BeforeWait();
        var message = Body.WrittenSpan.ToArray();
        var pending = SharedPeer.Own.Expect(_target, Number);
        try
        {
            _target.Send(message);
        }
        catch
        {
            SharedPeer.Own.Forget(pending);
            throw;
        }
        return pending;
    }

    public void Dispose() => SpareWriter.Return(Body);
}

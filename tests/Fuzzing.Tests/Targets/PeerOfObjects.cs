using Troupe.Fuzzing.Tests.Engine;
using Troupe.SharedState;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>A process that uses shared objects: reads every reply, and can die.</summary>
internal sealed class PeerOfObjects : SharedPeer
{
    private readonly HashSet<SharedHome> _used = [];

    /// <summary>Replies since <see cref="Reset"/>.</summary>
    public int Replies { get; private set; }

    public override bool IsThisProcess => false;

    public override long LargestAnswer => long.MaxValue;

    public override bool TryJoin(SharedHome home) => _used.Add(home);

    public override void Leave(SharedHome home) => _used.Remove(home);

    public override void OnReply(ulong request, byte[] reply)
    {
        if (!Enum.IsDefined(Reply.Read(reply).Code))
            throw new FindingException($"a shared object answered with code {reply[0]}");
        Replies++;
    }

    /// <exception cref="FindingException">The object has failed: nothing but that gives a reason.</exception>
    public override void OnEnded(ulong number, string? reason)
    {
        if (reason is not null)
            throw new FindingException($"a shared object {reason}");
    }

    public void Die()
    {
        foreach (var home in _used.ToList())
            home.PeerGone(this, "it was killed");
        _used.Clear();
    }

    public void Reset()
    {
        Replies = 0;
        _used.Clear();
    }
}

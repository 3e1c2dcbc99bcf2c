using Troupe.SharedState;

namespace Troupe.Tests.Shared;

/// <summary>A process that uses shared objects, as they know it; it can die.</summary>
/// <param name="largestAnswer">The longest answer that reaches it.</param>
internal sealed class MortalPeer(long largestAnswer = long.MaxValue) : SharedPeer
{
    private readonly HashSet<SharedHome> _used = [];

    /// <summary>The numbers of the requests that were answered, in order.</summary>
    public List<ulong> Answers { get; } = [];

    /// <summary>The last answer.</summary>
    public Reply Last { get; private set; }

    /// <summary>Called with each answer.</summary>
    public Action? OnAnswer { get; init; }

    /// <summary>Why an object that it uses has ended; null while none has, empty when nothing was said.</summary>
    public string? EndOfObject { get; private set; }

    public override bool IsThisProcess => false;

    public override long LargestAnswer => largestAnswer;

    public override bool TryJoin(SharedHome home) => _used.Add(home);

    public override void Leave(SharedHome home) => _used.Remove(home);

    public override void OnReply(ulong request, byte[] reply)
    {
        Answers.Add(request);
        Last = Reply.Read(reply);
        OnAnswer?.Invoke();
    }

    public override void OnEnded(ulong number, string? reason) => EndOfObject = reason ?? "";

    public void Die()
    {
        foreach (var home in _used.ToList())
            home.PeerGone(this, "it was killed");
    }
}

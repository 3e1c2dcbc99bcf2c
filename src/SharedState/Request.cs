
namespace Troupe.SharedState;

/// <summary>Who asked, and what the answer is to be addressed to.</summary>
/// <param name="Peer">The asking process.</param>
/// <param name="Number">The request's number there.</param>
/// <param name="Job">The job that asks; 0 outside of jobs.</param>
internal readonly record struct Request(SharedPeer Peer, ulong Number, ulong Job)
{
    public Participant Participant => new(Peer, Job);
}


namespace Troupe.SharedState;

/// <summary>Who takes part in a shared object: one job of one process, or (job 0) the process itself, outside of jobs.</summary>
/// <param name="Peer">The process.</param>
/// <param name="Job">The job's number.</param>
internal readonly record struct Participant(SharedPeer Peer, ulong Job);

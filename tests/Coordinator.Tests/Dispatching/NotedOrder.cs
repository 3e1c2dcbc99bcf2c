using Troupe.Sessions;

namespace Troupe.Tests.Dispatching;

/// <summary>What a session was told.</summary>
/// <param name="Worker">Its worker.</param>
/// <param name="Kind">The name of the member of <see cref="IWorkerSession"/>.</param>
/// <param name="Job">The job, or the submission, that it is about; 0 when it is about none.</param>
/// <param name="Planned">Of a kill: whether it was planned.</param>
internal readonly record struct NotedOrder(WorkerId Worker, string Kind, ulong Job = 0, bool Planned = false);

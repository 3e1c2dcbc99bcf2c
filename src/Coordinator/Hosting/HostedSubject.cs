namespace Troupe.Hosting;

/// <summary>What a pool that hosts an object knows of it.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="Factory">Makes it, in the worker, at each start.</param>
/// <param name="Lost">Told of each loss; says whether the object is to start anew. Must not wait.</param>
internal sealed record HostedSubject(string Name, Delegate Factory, Func<WorkerLostException, bool> Lost);

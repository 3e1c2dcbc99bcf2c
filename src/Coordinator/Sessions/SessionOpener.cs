namespace Troupe.Sessions;

/// <summary>Opens the session of a worker: the seam between the dispatcher and where workers are.</summary>
/// <param name="setup">The pool's.</param>
/// <param name="worker">Which incarnation of which slot it is.</param>
/// <param name="events">Told what happens.</param>
internal delegate IWorkerSession SessionOpener(PoolSetup setup, WorkerId worker, ISessionEvents events);

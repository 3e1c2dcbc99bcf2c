namespace Troupe.Sessions;

/// <summary>What a session tells of its worker. Nothing here leads to a job: jobs are named by their ids.</summary>
internal abstract class SessionEvent(WorkerId worker)
{
    public WorkerId Worker => worker;
}

/// <summary>The worker takes jobs.</summary>
internal sealed class WorkerReady(WorkerId worker, int pid) : SessionEvent(worker)
{
    public int Pid => pid;
}

/// <summary>Its link has ended: it answers nothing more. <see cref="WorkerEnded"/> follows when its process is gone.</summary>
internal sealed class WorkerUnreachable(WorkerId worker) : SessionEvent(worker);

/// <summary>It holds more memory than the soft limit: it is to be replaced after its job.</summary>
internal sealed class WorkerOverSoftLimit(WorkerId worker) : SessionEvent(worker);

/// <summary>All that the session held is released: the process is gone, and so is what it left behind, and its output is passed on. The
/// last event.</summary>
internal sealed class WorkerClosed(WorkerId worker) : SessionEvent(worker);

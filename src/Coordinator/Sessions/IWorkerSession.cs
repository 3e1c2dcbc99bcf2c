namespace Troupe.Sessions;

/// <summary>
/// One incarnation of a worker, as the code that assigns its jobs knows it: its process runs on this machine or on another one. Calls
/// return at once and never throw; what follows from them comes as <see cref="SessionEvent"/>. After <see cref="WorkerEnded"/>
/// nothing more comes, and calls change nothing. Safe for any thread, but jobs are given by one at a time.
/// </summary>
internal interface IWorkerSession
{
    /// <summary>What the worker held at the last check, in bytes, and the most it has held.</summary>
    (long Now, long Peak) Memory { get; }

    /// <summary>Gives the worker a job. <see cref="Flush"/> follows after the last of those that are given together, on the same
    /// thread.</summary>
    /// <param name="assignment">The job; its turn is the number of assignments so far, this one included.</param>
    void Assign(in Assignment assignment);

    /// <summary>All that is given together has been given: what an idle worker waits for is sent.</summary>
    void Flush();

    /// <summary>Ends one of its jobs; nothing happens when the worker does not have it.</summary>
    void Cancel(ulong job);

    /// <summary>What became of a job that the worker's job has submitted.</summary>
    void Answer(in NestedAnswer answer);

    /// <summary>Ends the worker after its jobs; no job follows.</summary>
    void ShutDown();

    /// <summary>Ends the worker now.</summary>
    /// <param name="why">For logs and errors: "the pool killed it because …".</param>
    /// <param name="planned">Whether its end needs no explanation in the log.</param>
    void Kill(string why, bool planned);

    /// <summary>Asks the worker's process to end, as the system does: SIGTERM, where there are signals.</summary>
    void Terminate();
}

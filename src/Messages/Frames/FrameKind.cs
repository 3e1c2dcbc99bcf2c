namespace Troupe.Messages.Frames;

/// <summary>
/// What a frame says. The numbers are the wire: <c>docs/protocol.md</c> is their one home and a test holds the two together.
/// </summary>
internal enum FrameKind : byte
{
    /// <summary>Never sent; a zeroed header is a violation.</summary>
    None = 0,

    // Handshake (both directions, before anything else).

    /// <summary>Worker to coordinator: protocol version, slot, generation, pid and the worker's nonce.</summary>
    Hello = 1,

    /// <summary>Coordinator to worker: the coordinator's nonce and its proof that it knows the token.</summary>
    Challenge = 2,

    /// <summary>Worker to coordinator: the worker's proof.</summary>
    Proof = 3,

    /// <summary>Coordinator to worker: admitted; the payload is the worker's settings.</summary>
    Welcome = 4,

    /// <summary>Worker to coordinator: the initializer has run, jobs may come.</summary>
    Ready = 5,

    /// <summary>Worker to coordinator: start-up failed; the payload is the error.</summary>
    StartFailed = 6,

    // Coordinator to worker.

    /// <summary>Binds the frame's id (a function number of this link) to a function reference.</summary>
    Define = 16,

    /// <summary>Runs a job; the id is the job's.</summary>
    Run = 17,

    /// <summary>
    /// Cancels a job that has not started; of one that runs it fires the token (payload byte 0), or ends the process when
    /// no code holds the token, or in any case (payload byte 1), or never (payload byte 2).
    /// </summary>
    Cancel = 18,

    /// <summary>Ends the worker after the job that runs.</summary>
    Shutdown = 19,

    /// <summary>The result of a job that this worker submitted; the id is the submission's.</summary>
    NestedResult = 20,

    /// <summary>The failure of a job that this worker submitted.</summary>
    NestedFault = 21,

    /// <summary>Results of neighbouring items of a chunk that this worker submitted.</summary>
    NestedItems = 22,

    /// <summary>The failure of one item of a chunk that this worker submitted.</summary>
    NestedItemFault = 23,

    // Worker to coordinator.

    /// <summary>A job's result, or the end of a chunk.</summary>
    Result = 32,

    /// <summary>A job's failure.</summary>
    Fault = 33,

    /// <summary>A job was dropped before its start, because it was cancelled.</summary>
    Dropped = 34,

    /// <summary>The running job runs long: prefetched jobs that have not started are returned.</summary>
    Returned = 35,

    /// <summary>Results of neighbouring items of a chunk.</summary>
    Items = 36,

    /// <summary>The failure of one item of a chunk.</summary>
    ItemFault = 37,

    /// <summary>Progress that the running job reports.</summary>
    Progress = 38,

    /// <summary>A log line that a job wrote through its logger.</summary>
    Log = 39,

    /// <summary>A job that the running job submits; the id numbers the submission.</summary>
    Submit = 40,

    /// <summary>Withdraws a submission.</summary>
    CancelSubmission = 41,

    // Shared objects of the coordinator's process.

    /// <summary>Worker to coordinator: a request to a shared object; the id is the object's number.</summary>
    SharedRequest = 48,

    /// <summary>Coordinator to worker: a shared object's answer; the id is the request's number.</summary>
    SharedReply = 49,

    /// <summary>Coordinator to worker: a shared object that the worker has used has ended; the id is the object's number.</summary>
    SharedEnded = 50,

    // Actors of two processes; the id is 0 unless said.

    /// <summary>A message for an actor on the other side: recipient, sender, type number, payload.</summary>
    ActorMessage = 64,

    /// <summary>Coordinator to worker: the actor that the worker hosts, and what its constructor is given.</summary>
    ActorStart = 65,

    /// <summary>An actor of this side, or what waited for an answer here, has ended; the id is the number by which the other side knows
    /// it.</summary>
    ActorEnded = 66,

    /// <summary>Binds the frame's id (a number of this link and direction) to a message type.</summary>
    ActorType = 67,

    /// <summary>Ends an actor on the other side after the messages before it; the id is its number.</summary>
    ActorStop = 68,
}

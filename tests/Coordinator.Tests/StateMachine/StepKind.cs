namespace Troupe.Tests.StateMachine;

/// <summary>What can happen to a dispatcher.</summary>
internal enum StepKind
{
    /// <summary>A caller submits a job.</summary>
    Submit,

    /// <summary>A caller, or the job that has submitted it, wants a job to end.</summary>
    Cancel,

    /// <summary>A worker that starts becomes ready.</summary>
    Ready,

    /// <summary>A worker that starts dies.</summary>
    StartFails,

    /// <summary>A worker finishes jobs, and tells of all of them together.</summary>
    Finish,

    /// <summary>A worker's job throws.</summary>
    Fault,

    /// <summary>The error that a job threw was made, a while after it was told.</summary>
    ErrorMade,

    /// <summary>A chunk gets on: items have results, fail, or are out of time.</summary>
    Items,

    /// <summary>A worker's job, or the item of its chunk, ends by its token, as its time is up.</summary>
    TimeOut,

    /// <summary>A worker's job lasts; those behind it are given back.</summary>
    Overrun,

    /// <summary>A worker dies; its end is told a few steps later.</summary>
    Die,

    /// <summary>A worker does what it was told: ends a job, ends itself, tells its end.</summary>
    Obey,

    /// <summary>A session fails: nobody knows what the worker's jobs did.</summary>
    Crash,

    /// <summary>Word of an incarnation that is no more.</summary>
    Late,

    /// <summary>Time passes.</summary>
    Advance,

    /// <summary>The pool gets another size.</summary>
    Resize,

    /// <summary>A worker holds more memory than it should.</summary>
    OverMemory,

    /// <summary>A job submits a job.</summary>
    Nest,

    /// <summary>The end of all jobs is waited for.</summary>
    Drain,

    /// <summary>The pool is disposed or killed.</summary>
    End,

    /// <summary>The dispatcher is given up.</summary>
    Abandon,

    /// <summary>The pool's control answers nothing for a while, or what it owes.</summary>
    Hold,

    /// <summary>Another control takes over; what the last one owes it will never answer.</summary>
    Adopt,
}

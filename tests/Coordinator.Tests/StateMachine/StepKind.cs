namespace Troupe.Tests.StateMachine;

/// <summary>What can happen to a coordinator.</summary>
internal enum StepKind
{
    /// <summary>A caller submits a job.</summary>
    Submit,

    /// <summary>A caller wants a job to end.</summary>
    Cancel,

    /// <summary>A worker that starts becomes ready.</summary>
    Ready,

    /// <summary>A worker that starts dies.</summary>
    StartFails,

    /// <summary>A worker finishes jobs.</summary>
    Finish,

    /// <summary>A worker's job throws what its policy forgives.</summary>
    Fault,

    /// <summary>A worker's job lasts; those behind it are given back.</summary>
    Overrun,

    /// <summary>A worker dies; its end is told a few steps later.</summary>
    Die,

    /// <summary>A worker does what it was told: ends a job, ends itself, tells its end.</summary>
    Obey,

    /// <summary>A proxy fails, and stops without a word.</summary>
    Crash,

    /// <summary>Jobs that came too late for their worker go back.</summary>
    Bounce,

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

    /// <summary>Somebody waits for the end of all jobs.</summary>
    Drain,

    /// <summary>The pool is disposed or killed.</summary>
    End,
}

namespace Troupe;

/// <summary>What becomes of the text that worker processes write to their standard output and standard error.</summary>
/// <remarks>
/// Whatever the mode, both streams are always read, so a job that writes without end never blocks on the pool, and the
/// last 4 KiB of standard error are kept for the error that tells of a worker's death.
/// </remarks>
public enum OutputMode
{
    /// <summary>
    /// Bytes are copied to this process' own standard output and standard error, whole lines at a time, so that lines
    /// of different workers do not mix. A line without end is passed on in pieces of at least 16 KiB.
    /// </summary>
    Inherit = 0,

    /// <summary>
    /// Every line is handed to the pool's logger as text: decoded as UTF-8, control characters escaped, cut after
    /// 16 KiB. It bears the number of the job that runs when it is read, or of the one that ran last while none does. The
    /// pipe knows no jobs: a line that is still on its way when the worker begins its next job, a few microseconds after
    /// the last, bears that one's number, and so does what a job's left-over threads write. For lines that must name their
    /// job for sure there is <c>JobContext.Logger</c>. When the logger cannot keep up, lines are dropped, and one line says how many bytes.
    /// </summary>
    Forward = 1,

    /// <summary>Nothing is passed on.</summary>
    Drop = 2,
}

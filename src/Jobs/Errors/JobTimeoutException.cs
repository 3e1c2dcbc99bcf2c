namespace Troupe;

/// <summary>
/// A job's time was up: it ran longer than <see cref="JobOptions.Timeout"/> or waited longer than
/// <see cref="JobOptions.QueueTimeout"/>. When it is thrown the job's code no longer runs.
/// </summary>
/// <param name="message">Which job, on which worker, and which limit.</param>
/// <param name="innerException">What it was noticed by; null when there is nothing more to tell.</param>
public sealed class JobTimeoutException(string message, Exception? innerException = null) : TimeoutException(message, innerException)
{
    /// <summary>The limit that was passed; null when it is not known.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>
    /// Whether the job had started, of which the decoding of its arguments is the first part: false when its time in the queue
    /// was up, and then its code surely has not run.
    /// </summary>
    public bool Started { get; init; }

    /// <summary>The process id of the worker it ran on; 0 when it had not started.</summary>
    public int Pid { get; init; }

    /// <summary>That worker's slot in the pool; 0 when it had not started.</summary>
    public int Slot { get; init; }

    /// <summary>Which incarnation of the slot it was; 0 when it had not started.</summary>
    public int Generation { get; init; }

    /// <summary>
    /// What the worker's threads were doing before it was killed, the one that ran the job first. Empty when the job ended
    /// by its token, when <c>ProcessPoolOptions.EnableDiagnostics</c> is off, on other systems than Linux, and when
    /// the worker did not tell within 1 s. A body that awaits has no thread, and so no stack, while it does.
    /// </summary>
    public string ManagedStacks { get; init; } = "";

    /// <summary>The exception as text, with the worker's stacks.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        ManagedStacks.Length == 0 ? base.ToString() : $"{base.ToString()}{Environment.NewLine}--- Stacks of the worker before it was "
            + $"killed ---{Environment.NewLine}{ManagedStacks}";
}

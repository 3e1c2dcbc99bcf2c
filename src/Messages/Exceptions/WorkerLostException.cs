using System.Globalization;
using System.Text;

namespace Troupe;

/// <summary>
/// The worker process that ran a job ended before the job did: a crash, a kill, an exit, a machine out of memory. Only the
/// job that ran is told so; waiting jobs run elsewhere and the worker is replaced. The message is short and holds no output of the
/// worker, so that it can be shown to others; <see cref="ToString"/> tells all.
/// </summary>
/// <param name="message">Which job, on which worker, how the worker ended, and what to do next.</param>
/// <param name="innerException">What it was noticed by; null when there is nothing more to tell.</param>
public class WorkerLostException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What ended the worker.</summary>
    public WorkerLostReason Reason { get; init; }

    /// <summary>The worker's process id; 0 when it is not known.</summary>
    public int Pid { get; init; }

    /// <summary>The worker's slot in the pool.</summary>
    public int Slot { get; init; }

    /// <summary>Which incarnation of the slot it was.</summary>
    public int Generation { get; init; }

    /// <summary>The exit code; on Unix 128 + the signal's number when a signal ended it. Null when it is not known, and when it could not
    /// be ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended it, such as SIGKILL; null when none did.</summary>
    public string? SignalName { get; init; }

    /// <summary>The last lines the worker wrote to its standard error, at most 4 KiB; after a crash with the stack. Not part of the
    /// message.</summary>
    public string StandardErrorTail { get; init; } = "";

    /// <summary>The most memory the worker had held, in bytes, as of its last heartbeat; 0 when unknown.</summary>
    public long PeakMemory { get; init; }

    /// <summary>Whether the job's code may have run, wholly or in part. False only when it surely has not.</summary>
    public bool MayHaveRun { get; init; } = true;

    /// <summary>The exception as text, with what is known of the worker's end and its last lines: for logs.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var text = new StringBuilder(base.ToString()).AppendLine();
        text.Append(
            CultureInfo.InvariantCulture,
            $"--- The worker: {Reason}, exit code {ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}");
        text.Append(
            CultureInfo.InvariantCulture,
            $"{(SignalName is null ? "" : $" ({SignalName})")}, peak memory {PeakMemory >> 20} MiB ---");
        if (StandardErrorTail.Trim() is { Length: > 0 } tail)
            text.AppendLine().AppendLine("--- Its last lines of standard error ---").Append(tail);
        return text.ToString();
    }
}

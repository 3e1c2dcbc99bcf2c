using System.Text;

namespace Troupe;

/// <summary>
/// A job was given up because its worker died each time it ran: it is the likely cause. The properties are those of the last death,
/// which is the inner exception, too.
/// </summary>
/// <param name="message">What happened, to which job or worker, and what to do next.</param>
/// <param name="innerException">The last death; null when it is not known, as on a nested job's error.</param>
public sealed class JobPoisonedException(string message, Exception? innerException = null) : WorkerLostException(message, innerException)
{
    /// <summary>How each of its workers ended, the first one first; empty when that is not known, as on a nested job's error.</summary>
    public IReadOnlyList<Exception> Deaths { get; init; } = [];

    /// <summary>The exception as text, with every death: for logs.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var text = new StringBuilder(base.ToString());
        for (var death = 0; death < Deaths.Count; death++)
            text.AppendLine().Append("--- Death ").Append(death + 1).Append(": ").Append(Deaths[death]);
        return text.ToString();
    }

    /// <summary>The error of a job, or an item, that its workers died of.</summary>
    /// <param name="what">Which job or item.</param>
    /// <param name="deaths">How they died, at least one.</param>
    internal static JobPoisonedException Of(string what, IReadOnlyList<Exception> deaths)
    {
        var last = deaths[^1] as WorkerLostException;
        return new JobPoisonedException($"{what} is not tried again: {deaths.Count} workers died while they ran it. See Deaths; find "
            + "out what kills them, or raise RetryPolicy.PoisonLimit.", deaths[^1])
        {
            Deaths = deaths,
            Reason = last?.Reason ?? WorkerLostReason.Unknown,
            Pid = last?.Pid ?? 0,
            Slot = last?.Slot ?? 0,
            Generation = last?.Generation ?? 0,
            ExitCode = last?.ExitCode,
            SignalName = last?.SignalName,
            PeakMemory = last?.PeakMemory ?? 0,
            StandardErrorTail = last?.StandardErrorTail ?? "",
        };
    }
}

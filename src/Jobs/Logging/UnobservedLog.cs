using Microsoft.Extensions.Logging;

namespace Troupe.Jobs.Logging;

/// <summary>The lines about errors that were not observed.</summary>
internal static partial class UnobservedLog
{
    [LoggerMessage(
        13,
        LogLevel.Warning,
        "{Job} failed, and its task was dropped unobserved. Await the task, or give Submit an onError.")]
    public static partial void Unobserved(ILogger log, string job, Exception error);

    [LoggerMessage(14, LogLevel.Warning, "{Count} more jobs failed, and their tasks were dropped unobserved.")]
    public static partial void MoreUnobserved(ILogger log, long count);
}

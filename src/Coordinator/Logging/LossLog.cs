using Microsoft.Extensions.Logging;

namespace Troupe.Logging;

/// <summary>
/// The lines about work and pools that were left behind. Apart from the others: what a class of lines needs is compiled at its first line,
/// and most programs start without ever logging one of these.
/// </summary>
internal static partial class LossLog
{
    [LoggerMessage(22, LogLevel.Warning, "{Count} accepted jobs ({Waiting} waiting, {Running} with workers) had not ended when the "
        + "drain time of {DrainTimeout} was over, and are cancelled. Await their results before the pool is disposed of, or raise "
        + "DrainTimeout.")]
    public static partial void CancelledAtEnd(ILogger log, int count, int waiting, int running, TimeSpan drainTimeout);

    [LoggerMessage(23, LogLevel.Warning, "This process exits while {Count} accepted jobs of a pool ({Waiting} waiting, {Running} with "
        + "workers) have not ended: they are lost. Before the end of the program await their results, or dispose of the pool (await "
        + "using), or call Complete and await WaitForDrainAsync.")]
    public static partial void LostAtExit(ILogger log, int count, int waiting, int running);

    [LoggerMessage(24, LogLevel.Warning, "This process exits while the child process {Name} has not ended: it is ended, too. Before the "
        + "end of the program await its WaitForExitAsync, or dispose of it.")]
    public static partial void ChildLostAtExit(ILogger log, string name);

    [LoggerMessage(25, LogLevel.Warning, "A pool of {Workers} workers{Origin} was dropped without being disposed of: it is no longer "
        + "referenced. Its accepted jobs still end, and its workers with them. Write await using var pool = …, or call DisposeAsync.")]
    public static partial void Dropped(ILogger log, int workers, string origin);
}

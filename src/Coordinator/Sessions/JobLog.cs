using Microsoft.Extensions.Logging;
using Troupe.Messages.Errors;
using Troupe.Messages.Logs;
using Troupe.Platform.Texts;
using Troupe.SharedState;

namespace Troupe.Sessions;

/// <summary>Gives what a job has logged to the pool's logger. It comes from an untrusted process: no text steers a terminal or
/// forges a line.</summary>
internal static class JobLog
{
    /// <summary>Of lines whose job gave no event.</summary>
    private static readonly EventId s_event = new(12, "FromJob");

    public static void Write(ILogger log, JobLogEntry entry, string worker, ulong job)
    {
        var level = (LogLevel)entry.Level;
        if (!log.IsEnabled(level))
            return;
        var open = new Stack<IDisposable?>();
        try
        {
            foreach (var scope in entry.Scopes)
                open.Push(log.BeginScope(new JobLogState(scope, [], "")));
            var state = new JobLogState(entry.Line, [new("Worker", worker), new("Job", job)], $"[worker {worker}, job {job}] ");
            var id = entry is { EventId: 0, EventName: null }
                ? s_event
                : new EventId(entry.EventId, entry.EventName is { } name ? PrintableText.Escape(name) : null);
            log.Log(level, id, state, ExceptionOf(entry.Error), static (line, _) => line.ToString());
        }
        finally
        {
            while (open.TryPop(out var scope))
                scope?.Dispose();
        }
    }

    private static Exception? ExceptionOf(RemoteError? error) =>
        error is null ? null : RemoteErrors.Rebuild(
            error.With(text => PrintableText.Escape(text), stack => PrintableText.Escape(stack, keepLines: true)),
            SharedErrors.OwnTypes.Find);
}

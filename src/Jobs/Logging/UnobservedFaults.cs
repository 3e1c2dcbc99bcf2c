using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Troupe.Jobs.Logging;

/// <summary>
/// Logs the errors of a pool's jobs whose tasks were not observed. Only the runtime knows which were, and it tells when it
/// collects such a task: that moment is its own choice, and nothing here hastens it. Jobs that succeed cost nothing. Safe for any thread.
/// </summary>
internal sealed class UnobservedFaults(GuardedLogger log)
{
    /// <summary>A pool logs this many one by one and the rest as numbers.</summary>
    private const int MostLines = 16;

    /// <summary>Whose an error is, for as long as there is the error.</summary>
    private static readonly ConditionalWeakTable<Exception, Note> s_notes = [];

    private readonly ConcurrentQueue<(string Job, Exception Error)> _found = new();
    private readonly Lock _gate = new();
    private int _lines;

    static UnobservedFaults() => TaskScheduler.UnobservedTaskException += OnUnobserved;

    private sealed record Note(UnobservedFaults Faults, string Job);

    /// <summary>A task of the pool is about to fail with this error.</summary>
    public void Add(string job, Exception error)
    {
        if (log.IsEnabled(LogLevel.Warning))
            s_notes.AddOrUpdate(error, new Note(this, job));
    }

    /// <summary>On the finalizer's thread, which must not wait for a logger.</summary>
    private static void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs unobserved)
    {
        foreach (var error in unobserved.Exception.InnerExceptions)
        {
            if (!s_notes.TryGetValue(error, out var note))
                continue;
            s_notes.Remove(error);
            note.Faults._found.Enqueue((note.Job, error));
            ThreadPool.UnsafeQueueUserWorkItem(static faults => faults.LogFound(), note.Faults, preferLocal: false);
        }
    }

    private void LogFound()
    {
        lock (_gate)
        {
            var more = 0;
            while (_found.TryDequeue(out var fault))
            {
                if (_lines < MostLines)
                {
                    _lines++;
                    UnobservedLog.Unobserved(log, fault.Job, fault.Error);
                }
                else
                {
                    more++;
                }
            }
            if (more > 0)
                UnobservedLog.MoreUnobserved(log, more);
        }
    }
}

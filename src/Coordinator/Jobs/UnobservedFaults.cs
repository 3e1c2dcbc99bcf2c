using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Troupe.Logging;

namespace Troupe.Jobs;

/// <summary>
/// Logs the errors of jobs whose tasks nobody has looked at. Who has looked only the runtime knows, and it tells when such a
/// task is collected; so this listens, and at the pool's end, or the process', brings the collection about when there is an
/// error that may concern. Jobs that succeed cost nothing. Safe for any thread.
/// </summary>
internal sealed class UnobservedFaults
{
    /// <summary>A pool logs this many one by one and the rest as a number.</summary>
    private const int MostLines = 16;

    /// <summary>Finalizers are other people's code, too: the end of the pool waits for them no longer than this.</summary>
    private static readonly TimeSpan FinalizerTime = TimeSpan.FromMilliseconds(500);

    private readonly ConditionalWeakTable<Exception, Note> _notes = [];
    private readonly ConcurrentQueue<(string Job, Exception Error)> _found = new();
    private readonly Lock _gate = new();
    private readonly GuardedLogger _log;
    private int _lines;
    private long _more;
    private int _ended;

    public UnobservedFaults(GuardedLogger log)
    {
        _log = log;
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>What is known of an error: whose it is, and how many frames its stack had before anybody was thrown it.</summary>
    private sealed record Note(string Job, int Frames);

    /// <summary>A task of the pool's is about to fail with this error.</summary>
    public void Add(string job, Exception error)
    {
        if (_log.IsEnabled(LogLevel.Warning))
            _notes.AddOrUpdate(error, new Note(job, FramesOf(error)));
    }

    /// <summary>Logs what is left, for the last time. Takes a full collection, but only when an error was never thrown to anybody.</summary>
    public void End() => End(static () =>
    {
        // Not by the thread pool, which may be full.
        var finalizing = new Thread(GC.WaitForPendingFinalizers) { IsBackground = true, Name = "Troupe last look at errors" };
        finalizing.UnsafeStart();
        finalizing.Join(FinalizerTime);
    });

    /// <summary>
    /// The process ends. Its exit is told on the finalizer's thread, so that no finalizer runs any more; but then what was
    /// thrown to nobody never will be, and what somebody has seen otherwise and dropped is gone with the collection.
    /// </summary>
    private void OnProcessExit(object? sender, EventArgs end) => End(() =>
    {
        foreach (var (error, note) in _notes.Where(IsUnthrown))
            _found.Enqueue((note.Job, error));
    });

    private void End(Action find)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        if (MayHaveUnobserved())
        {
            GC.Collect();
            find();
        }
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        LogFound();
        if (Interlocked.Read(ref _more) is > 0 and var more)
            Log.MoreUnobserved(_log, more);
    }

    // A frame of its own: a local that is left from the look would keep an error from being collected.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool MayHaveUnobserved() => _notes.Any(IsUnthrown);

    /// <summary>An error that was thrown to somebody has been seen. One that was not may have been seen otherwise, as in an AggregateException.</summary>
    private static bool IsUnthrown(KeyValuePair<Exception, Note> entry) => FramesOf(entry.Key) <= entry.Value.Frames;

    /// <summary>On the finalizer's thread, which must not wait for anybody's logger.</summary>
    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs unobserved)
    {
        foreach (var error in unobserved.Exception.InnerExceptions)
        {
            if (!_notes.TryGetValue(error, out var note))
                continue;
            _notes.Remove(error);
            _found.Enqueue((note.Job, error));
            ThreadPool.UnsafeQueueUserWorkItem(static faults => faults.LogFound(), this, preferLocal: false);
        }
    }

    private void LogFound()
    {
        lock (_gate)
        {
            while (_found.TryDequeue(out var fault))
            {
                if (_lines++ < MostLines)
                    Log.Unobserved(_log, fault.Job, fault.Error);
                else
                    _more++;
            }
        }
    }

    private static int FramesOf(Exception error) => new StackTrace(error, fNeedFileInfo: false).FrameCount;
}

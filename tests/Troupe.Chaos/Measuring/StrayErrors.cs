using System.Collections.Concurrent;

namespace Troupe.Chaos.Measuring;

/// <summary>Errors of this process that nobody caught or looked at. There should be none.</summary>
internal sealed class StrayErrors
{
    private readonly ConcurrentQueue<string> _errors = new();

    public StrayErrors()
    {
        AppDomain.CurrentDomain.UnhandledException += (_, stray) => _errors.Enqueue($"unhandled: {stray.ExceptionObject}");
        TaskScheduler.UnobservedTaskException += (_, stray) => _errors.Enqueue($"unobserved: {stray.Exception}");
    }

    /// <summary>Those seen so far; tasks are found unobserved when they are collected.</summary>
    public IReadOnlyCollection<string> Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return _errors;
    }
}

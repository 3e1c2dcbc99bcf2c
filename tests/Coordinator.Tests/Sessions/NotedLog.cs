using Microsoft.Extensions.Logging;

namespace Troupe.Tests.Sessions;

/// <summary>Keeps the lines that say that something is wrong.</summary>
internal sealed class NotedLog : ILogger
{
    private readonly List<string> _warnings = [];

    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Called once, as the next line is written.</summary>
    public Action? Written { get; set; }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Warning)
            _warnings.Add(formatter(state, exception));
        var written = Written;
        Written = null;
        written?.Invoke();
    }
}

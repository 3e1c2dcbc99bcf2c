using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    private const int WorkerEnded = 2;

    public readonly record struct Line(LogLevel Level, EventId Event, string Text)
    {
        /// <summary>The named values, the template among them.</summary>
        public IReadOnlyList<KeyValuePair<string, object?>> Values { get; init; } = [];

        /// <summary>The texts of the scopes around it, the outermost first.</summary>
        public List<string> Scopes { get; init; } = [];

        public Exception? Error { get; init; }
    }

    private readonly AsyncLocal<List<string>> _scopes = new();

    /// <summary>The least level that is enabled.</summary>
    public LogLevel Least { get; set; } = LogLevel.Trace;

    public ConcurrentQueue<Line> Lines { get; } = new();

    /// <summary>The lines that say that something is wrong.</summary>
    public IEnumerable<string> Warnings => Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Text);

    /// <summary>How many workers have ended though nobody had planned it. It is logged before anybody is told of the job that was
    /// lost.</summary>
    public int WorkersLost => Lines.Count(line => line.Event.Id == WorkerEnded);

    /// <summary>Called with each line; may block or throw, as a bad logger does.</summary>
    public Action<Line>? Seen { get; set; }

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        var outer = _scopes.Value;
        _scopes.Value = [.. outer ?? [], state.ToString()!];
        return new Scope(this, outer);
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= Least;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        var line = new Line(
            logLevel,
            eventId,
            exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}")
        {
            Values = [.. state as IEnumerable<KeyValuePair<string, object?>> ?? []],
            Scopes = _scopes.Value ?? [],
            Error = exception,
        };
        Lines.Enqueue(line);
        Seen?.Invoke(line);
    }

    public void Dispose()
    {
        // There is nothing to give back.
    }

    private sealed class Scope(LogLines log, List<string>? outer) : IDisposable
    {
        public void Dispose() => log._scopes.Value = outer!;
    }
}

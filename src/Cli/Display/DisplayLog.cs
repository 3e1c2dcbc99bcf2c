using Microsoft.Extensions.Logging;

namespace Troupe.Cli.Display;

/// <summary>Shows what functions print, and what the pool warns of, as lines on standard error.</summary>
/// <param name="display">Where they go.</param>
/// <param name="least">The least level that is shown.</param>
/// <param name="ended">Fires when workers are killed on purpose: their deaths are no news then.</param>
internal sealed class DisplayLog(IDisplay display, LogLevel least = LogLevel.Information, CancellationToken ended = default)
    : ILoggerFactory, ILogger
{
    // Lines that workers print; the pool logs them as information.
    private const int OutputEvent = 6;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The tool has one log only.");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel < LogLevel.None && !ended.IsCancellationRequested;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && (logLevel > LogLevel.Information || eventId.Id is OutputEvent or 12))
        {
            display.Say(exception is null
                ? formatter(state, exception)
                : $"{formatter(state, exception)} {(logLevel >= LogLevel.Error ? exception : exception.Message)}");
        }
    }

    public void Dispose()
    {
        // Holds nothing.
    }
}

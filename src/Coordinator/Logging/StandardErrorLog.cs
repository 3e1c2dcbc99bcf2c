using Microsoft.Extensions.Logging;

namespace Troupe.Logging;

/// <summary>Where a pool without a logger says what must not be lost silently: on this process's standard error. Warnings and
/// worse.</summary>
internal sealed class StandardErrorLog : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Console.Error.WriteLine($"Troupe: {formatter(state, exception)}");
    }
}

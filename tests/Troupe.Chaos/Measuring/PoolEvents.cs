using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Troupe.Chaos.Measuring;

/// <summary>Listens to what the pools log: when a place lost its worker and had one again, and what must never be logged.</summary>
internal sealed class PoolEvents : ILoggerFactory
{
    private readonly ConcurrentDictionary<int, long> _killedAt = new();
    private readonly ConcurrentQueue<double> _readyAgain = new();
    private readonly ConcurrentQueue<string> _alarms = new();
    private int _protocolErrors;
    private int _losses;

    /// <summary>Milliseconds from the loss of a worker, or from the kill that caused it, to the next worker of its place.</summary>
    public IReadOnlyCollection<double> ReadyAgain => _readyAgain;

    /// <summary>What should never be logged: actors that failed, callbacks that threw, peers that were refused.</summary>
    public IReadOnlyCollection<string> Alarms => _alarms;

    /// <summary>How many workers were killed for breaking the protocol.</summary>
    public int ProtocolErrors => _protocolErrors;

    /// <summary>How many workers ended without having been told to.</summary>
    public int Losses => _losses;

    public void NoteKill(int pid) => _killedAt[pid] = Stopwatch.GetTimestamp();

    public ILogger CreateLogger(string categoryName) => new PoolLog(this);

    public void AddProvider(ILoggerProvider provider)
    {
        // Nobody adds one.
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    /// <summary>The log of one pool: places of two pools have the same names.</summary>
    private sealed class PoolLog(PoolEvents events) : ILogger
    {
        private const int WorkerReady = 1;
        private const int WorkerEnded = 2;
        private static readonly int[] s_alarming = [3, 4, 5, 8, 11];

        private readonly ConcurrentDictionary<string, long> _lostAt = new();

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
            if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
                return;
            var now = Stopwatch.GetTimestamp();
            switch (eventId.Id)
            {
                case WorkerEnded:
                    Interlocked.Increment(ref events._losses);
                    if (Text(values, "Why").Contains("broke the protocol", StringComparison.Ordinal))
                        Interlocked.Increment(ref events._protocolErrors);
                    _lostAt[PlaceOf(values)] = events._killedAt.TryRemove(Find(values, "Pid") as int? ?? 0, out var killed) ? killed : now;
                    break;
                case WorkerReady when _lostAt.TryRemove(PlaceOf(values), out var lost):
                    events._readyAgain.Enqueue(Stopwatch.GetElapsedTime(lost, now).TotalMilliseconds);
                    break;
                case var id when s_alarming.Contains(id):
                    events._alarms.Enqueue($"{formatter(state, exception)} {exception}".Trim());
                    break;
            }
        }

        private static string PlaceOf(IReadOnlyList<KeyValuePair<string, object?>> values) => Text(values, "Worker").Split('.')[0];

        private static string Text(IReadOnlyList<KeyValuePair<string, object?>> values, string name) =>
            Find(values, name)?.ToString() ?? "";

        private static object? Find(IReadOnlyList<KeyValuePair<string, object?>> values, string name) =>
            values.FirstOrDefault(value => value.Key == name).Value;
    }
}

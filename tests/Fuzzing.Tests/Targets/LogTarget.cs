using Microsoft.Extensions.Logging;
using Troupe.Fuzzing.Tests.Engine;
using Troupe.Messages.Errors;
using Troupe.Messages.Logs;
using Troupe.Sessions;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>What a job logs: whatever its bytes are, it stays the same when it is written again, and what the logger is given cannot forge
/// a line.</summary>
internal sealed class LogTarget : FuzzTarget
{
    public override string Name => "logs";

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]>
    {
        ["Line"] = Encode(new JobLogEntry(2, 0, null, new LogText("a line", null, []), null, [])),
        ["Full"] = Encode(new JobLogEntry(
            4,
            7,
            "Read",
            new LogText("Read 3 rows of a.csv", "Read {Count} rows of {File}", [new("Count", 3), new("File", "a.csv")]),
            RemoteError.From(new InvalidOperationException("bad", new TimeoutException("late"))),
            [new LogText("File a.csv", "File {File}", [new("File", "a.csv")]), new LogText("plain", null, [])])),
        ["Values"] = Encode(new JobLogEntry(
            0,
            0,
            null,
            new LogText(
                "all kinds",
                "{A}",
                [
                    new("null", null), new("text", "é"), new("flag", true), new("letter", 'x'), new("sbyte", (sbyte)-1), new(
                        "byte",
                        (byte)1), new("short", (short)-2),
                    new("ushort", (ushort)2), new("int", -3), new("uint", 3U), new("long", -4L), new("ulong", 4UL), new("float", 0.5F), new(
                        "double",
                        0.25), new("decimal", 1.50M),
                    new("utc", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)), new(
                        "guid",
                        new Guid("0f8fad5b-d9cb-469f-a165-70867728950e")), new("span", TimeSpan.FromDays(1)),
                    new("offset", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2))),
                ]),
            null,
            [])),
    };

    public override void Run(byte[] input, Random random)
    {
        try
        {
            var entry = JobLogEntry.Read(input);
            JobLog.Write(new Checking(), entry, "0.1", 1);
            if (!JobLogEntry.Read(Encode(entry)).Encode(long.MaxValue).AsSpan().SequenceEqual(Encode(entry)))
                throw new FindingException("a line of a log changes when it is written and read");
        }
        catch (PayloadFormatException)
        {
            // What is documented.
        }
    }

    private static byte[] Encode(JobLogEntry entry) => entry.Encode(long.MaxValue);

    private sealed class Checking : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Check(state);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel < LogLevel.None ? true : throw new FindingException($"the level {logLevel} came through");

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            CheckText(formatter(state, exception));
            CheckText(eventId.Name);
            CheckText(exception?.Message);
            Check(state);
        }

        private static void Check(object? state)
        {
            CheckText(state?.ToString());
            foreach (var (name, value) in (IEnumerable<KeyValuePair<string, object?>>)state!)
            {
                CheckText(name);
                CheckText(value as string);
                _ = value?.ToString();
            }
        }

        private static void CheckText(string? text)
        {
            if (text is not null && text.Any(letter => letter != '\t' && char.IsControl(letter)))
                throw new FindingException("a control character came through to the logger");
        }
    }
}

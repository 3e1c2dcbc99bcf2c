namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>The system's clock, of which members begin to throw when the spec says so.</summary>
internal sealed class BadClock : TimeProvider
{
    /// <summary>Which member throws; null for none.</summary>
    public string? Broken { get; set; }

    /// <summary>What it throws.</summary>
    public NotSupportedException Error { get; } = new("the clock is broken");

    public override long TimestampFrequency => Broken == nameof(TimestampFrequency) ? 0 : base.TimestampFrequency;

    public override long GetTimestamp() => Of(nameof(GetTimestamp), base.GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        Broken == "null" ? null! : new Timer(this, Of(nameof(CreateTimer), base.CreateTimer(callback, state, dueTime, period)));

    private T Of<T>(string member, T value) => Broken == member ? throw Error : value;

    private sealed class Timer(BadClock clock, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => clock.Of(nameof(Change), inner).Change(dueTime, period);

        public void Dispose()
        {
            inner.Dispose();
            _ = clock.Of(nameof(Dispose), 0);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

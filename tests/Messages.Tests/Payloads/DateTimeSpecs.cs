using System.Runtime.CompilerServices;
using Troupe.Messages.Payloads;
using Troupe.Messages.Tests.Functions;
using static Troupe.Messages.Tests.Payloads.FrameworkStructSpecs;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>Dates have the same ticks and kind on the other side, whatever the time zones do.</summary>
[Collection(nameof(TimeZoneCollection))]
public class DateTimeSpecs
{
    private static readonly TimeZoneInfo s_berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static TheoryData<DateTime> Dates =>
    [
        new DateTime(2026, 3, 29, 2, 30, 0, DateTimeKind.Local),
        new DateTime(2026, 10, 25, 2, 30, 0, DateTimeKind.Local),
        new DateTime(0, DateTimeKind.Local),
        new DateTime(DateTime.MaxValue.Ticks, DateTimeKind.Local),
        new DateTime(1850, 1, 1, 12, 0, 0, DateTimeKind.Local).AddTicks(1),
        DateTime.MinValue, DateTime.MaxValue,
        new DateTime(0, DateTimeKind.Utc), new DateTime(DateTime.MaxValue.Ticks, DateTimeKind.Utc),
        new DateTime(2026, 3, 29, 2, 30, 0, DateTimeKind.Unspecified).AddTicks(1),
    ];

    [Theory]
    [MemberData(nameof(Dates))]
    public void A_date_arrives_in_every_shape_with_its_ticks_and_its_kind(DateTime date)
    {
        using TimeZoneOf berlin = new("Europe/Berlin");
        Same(CodecSpecs.RoundTrip(date));
        Same(Caller.Run<DateTime>(() => date));
        Same(CodecSpecs.RoundTrip(new Positional<DateTime>(1, date)).Value);
        Same(CodecSpecs.RoundTrip(new Computed<DateTime> { Value = date }).Value);
        Same(CodecSpecs.RoundTrip(new Computed<DateTime?[]> { Value = [date] }).Value![0]!.Value);
        Same(CodecSpecs.RoundTrip(new Dictionary<string, DateTime> { ["a"] = date })["a"]);
        Same(CodecSpecs.RoundTrip(new Dictionary<DateTime, int> { [date] = 1 }).Keys.Single());

        void Same(DateTime there) => Bits(there).ShouldBe(Bits(date));
    }

    [Fact]
    public void Both_hours_of_one_name_arrive_as_what_they_are()
    {
        using TimeZoneOf berlin = new("Europe/Berlin");
        foreach (var hour in new[] { 0, 1 })
        {
            var local = new DateTime(2026, 10, 25, hour, 30, 0, DateTimeKind.Utc).ToLocalTime();
            local.Hour.ShouldBe(2);
            Bits(CodecSpecs.RoundTrip(new Computed<DateTime> { Value = local }).Value).ShouldBe(Bits(local));
            Bits(CodecSpecs.RoundTrip(new Dictionary<DateTime, int> { [local] = 1 }).Keys.Single()).ShouldBe(Bits(local));
            CodecSpecs.RoundTrip(new Computed<DateTime> { Value = local }).Value.ToUniversalTime().Hour.ShouldBe(hour);
        }
    }

    [Fact]
    public void A_local_time_is_read_in_another_zone_as_the_clock_showed_it()
    {
        DateTime noon = new(2026, 7, 1, 12, 0, 0, DateTimeKind.Local);
        using PayloadWriter writer = new();
        using (new TimeZoneOf("Europe/Berlin"))
            writer.Put(new Computed<DateTime> { Value = noon });

        using TimeZoneOf tokyo = new("Asia/Tokyo");
        PayloadReader reader = new(writer.WrittenSpan);
        Bits(PayloadCodec<Computed<DateTime>>.Instance.Read(ref reader).Value).ShouldBe(Bits(noon));
    }

    [Fact]
    public void Dates_with_an_offset_arrive_with_it()
    {
        foreach (var date in new[] {
            DateTimeOffset.MinValue,
            DateTimeOffset.MaxValue,
            new(2026, 3, 29, 2, 30, 0, s_berlin.BaseUtcOffset),
            new(new DateTime(9, DateTimeKind.Unspecified), TimeSpan.FromHours(-14)) })
        {
            CodecSpecs.RoundTrip(new Computed<DateTimeOffset> { Value = date }).Value.EqualsExact(date).ShouldBeTrue();
            CodecSpecs.RoundTrip(new Dictionary<DateTimeOffset, int> { [date] = 1 }).Keys.Single().EqualsExact(date).ShouldBeTrue();
        }
    }

    [Fact]
    public void For_other_readers_a_local_time_is_iso_8601_while_that_tells_it()
    {
        using TimeZoneOf berlin = new("Europe/Berlin");
        Text(new DateTime(2026, 7, 1, 12, 0, 0, DateTimeKind.Local)).ShouldBe("\"2026-07-01T12:00:00+02:00\"");
        Text(new DateTime(2026, 3, 29, 2, 30, 0, DateTimeKind.Local)).ShouldBe($"\"{new DateTime(2026, 3, 29, 2, 30, 0).Ticks}L\"");
        Text(new DateTime(0, DateTimeKind.Local)).ShouldBe("\"0L\"");

        static string Text(
            DateTime date) => System.Text.Json.JsonSerializer.Serialize(date, Troupe.Messages.Payloads.Payloads.JsonOptions)
                .Replace("\\u002B", "+", StringComparison.Ordinal);
    }

    private static ulong Bits(DateTime date) => Unsafe.BitCast<DateTime, ulong>(date);

    /// <summary>This process in another time zone, until it is disposed.</summary>
    private readonly struct TimeZoneOf : IDisposable
    {
        private readonly string? _before = Environment.GetEnvironmentVariable("TZ");

        public TimeZoneOf(string zone) => Set(zone);

        public void Dispose() => Set(_before);

        private static void Set(string? zone)
        {
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
        }
    }

    /// <summary>Specs that change the process's time zone run alone.</summary>
    [CollectionDefinition(nameof(TimeZoneCollection), DisableParallelization = true)]
    public sealed class TimeZoneCollection;
}

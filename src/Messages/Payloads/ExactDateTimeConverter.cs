using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Messages.Payloads;

/// <summary>
/// Dates with equal ticks and kind on the other side. As ISO 8601, a local time is an instant: it would be converted by the
/// reader's time zone, and some have none: those in the hour that daylight saving skips, and those at the ends of the calendar.
/// So a local time travels as its ticks, as in <c>639103626000000000L</c>.
/// </summary>
internal sealed class ExactDateTimeConverter : JsonConverter<DateTime>
{
    private const int MostLength = 20;
    private const byte Local = (byte)'L';

    /// <summary>Local, and the first of the two hours with the same name at the end of daylight saving.</summary>
    private const byte LocalDaylight = (byte)'D';

    // The two highest bits of a DateTime's memory are its kind; this one is not to be seen from outside.
    private const int KindShift = 62;
    private const ulong LocalDaylightKind = 3;

    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        !reader.HasValueSequence && TryRead(reader.ValueSpan) is { } local ? local : reader.GetDateTime();

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options)
    {
        if (NeedsTicks(value))
        {
            writer.WriteStringValue(TextOf(value, stackalloc byte[MostLength]));
        }
        else
        {
            writer.WriteStringValue(value);
        }
    }

    public override DateTime ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        !reader.HasValueSequence && TryRead(reader.ValueSpan) is { } local
            ? local
            : base.ReadAsPropertyName(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options)
    {
        if (NeedsTicks(value))
        {
            writer.WritePropertyName(TextOf(value, stackalloc byte[MostLength]));
        }
        else
        {
            base.WriteAsPropertyName(writer, value, options);
        }
    }

    // What a function that is called by name is given, or gives, may have other readers: for those ISO 8601 is better, while it is right.
    private static bool NeedsTicks(DateTime value) =>
        value.Kind == DateTimeKind.Local && (PayloadWriter.Current is { IsTyped: true } || value.ToUniversalTime().ToLocalTime() != value);

    private static ReadOnlySpan<byte> TextOf(DateTime value, Span<byte> text)
    {
        Utf8Formatter.TryFormat(value.Ticks, text, out var length);
        text[length] = Unsafe.BitCast<DateTime, ulong>(value) >> KindShift == LocalDaylightKind ? LocalDaylight : Local;
        return text[..(length + 1)];
    }

    private static DateTime? TryRead(ReadOnlySpan<byte> text)
    {
        if (text is not [.., Local or LocalDaylight] || !Utf8Parser.TryParse(text, out long ticks, out var used) || used != text.Length - 1
            || ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return null;
        }

        return text[^1] == Local
            ? new DateTime(ticks, DateTimeKind.Local)
            : Unsafe.BitCast<ulong, DateTime>((ulong)ticks | (LocalDaylightKind << KindShift));
    }
}

using System.Globalization;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Logs;

/// <summary>One value of a line of a log: plain values keep their type, all others travel as their text.</summary>
internal static class LogValue
{
    /// <summary>The most characters of a value's text.</summary>
    public const int LongestText = 4 * 1024;

    // Beside the numbers of TypeCode, which stand for its types.
    private const byte OfGuid = 32;
    private const byte OfTimeSpan = 33;
    private const byte OfDateTimeOffset = 34;

    public static void Write(PayloadWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteByte((byte)TypeCode.Empty); break;
            case Enum: WriteText(writer, value); break;
            case bool flag: Write(writer, (byte)TypeCode.Boolean, flag); break;
            case char letter: Write(writer, (byte)TypeCode.Char, (ushort)letter); break;
            case sbyte number: Write(writer, (byte)TypeCode.SByte, number); break;
            case byte number: Write(writer, (byte)TypeCode.Byte, number); break;
            case short number: Write(writer, (byte)TypeCode.Int16, number); break;
            case ushort number: Write(writer, (byte)TypeCode.UInt16, number); break;
            case int number: Write(writer, (byte)TypeCode.Int32, number); break;
            case uint number: Write(writer, (byte)TypeCode.UInt32, number); break;
            case long number: Write(writer, (byte)TypeCode.Int64, number); break;
            case ulong number: Write(writer, (byte)TypeCode.UInt64, number); break;
            case float number: Write(writer, (byte)TypeCode.Single, number); break;
            case double number: Write(writer, (byte)TypeCode.Double, number); break;
            case decimal number: WriteDecimal(writer, number); break;
            case DateTime time: WriteTime(writer, time); break;
            case Guid id: Write(writer, OfGuid, id); break;
            case TimeSpan time: Write(writer, OfTimeSpan, time); break;
            case DateTimeOffset time: WriteTime(writer, time); break;
            default: WriteText(writer, value); break;
        }
    }

    /// <exception cref="PayloadFormatException">The bytes are malformed or pass a limit.</exception>
    public static object? Read(ref PayloadReader reader) => reader.ReadByte() switch
    {
        (byte)TypeCode.Empty => null,
        (byte)TypeCode.String => LogText.ReadText(ref reader, LongestText),
        (byte)TypeCode.Boolean => reader.ReadFlag(),
        (byte)TypeCode.Char => (char)reader.ReadUnmanaged<ushort>(),
        (byte)TypeCode.SByte => reader.ReadUnmanaged<sbyte>(),
        (byte)TypeCode.Byte => reader.ReadByte(),
        (byte)TypeCode.Int16 => reader.ReadUnmanaged<short>(),
        (byte)TypeCode.UInt16 => reader.ReadUnmanaged<ushort>(),
        (byte)TypeCode.Int32 => reader.ReadUnmanaged<int>(),
        (byte)TypeCode.UInt32 => reader.ReadUnmanaged<uint>(),
        (byte)TypeCode.Int64 => reader.ReadUnmanaged<long>(),
        (byte)TypeCode.UInt64 => reader.ReadUnmanaged<ulong>(),
        (byte)TypeCode.Single => reader.ReadUnmanaged<float>(),
        (byte)TypeCode.Double => reader.ReadUnmanaged<double>(),
        (byte)TypeCode.Decimal => ReadDecimal(ref reader),
        (byte)TypeCode.DateTime => ReadTime(ref reader),
        OfGuid => reader.ReadUnmanaged<Guid>(),
        OfTimeSpan => new TimeSpan(reader.ReadUnmanaged<long>()),
        OfDateTimeOffset => ReadTimeWithOffset(ref reader),
        var other => throw new PayloadFormatException($"A value of a log is of the unknown kind {other}."),
    };

    private static void Write<T>(PayloadWriter writer, byte kind, T value)
    {
        writer.WriteByte(kind);
        PayloadCodec<T>.Instance.Write(writer, value);
    }

    // Not by their memory: of these types not every pattern of bits is a value, and one that is none can end the process that shows it.
    private static void WriteDecimal(PayloadWriter writer, decimal value)
    {
        writer.WriteByte((byte)TypeCode.Decimal);
        foreach (var part in decimal.GetBits(value))
            writer.WriteUnmanaged(part);
    }

    private static decimal ReadDecimal(ref PayloadReader reader)
    {
        int[] parts = [reader.ReadUnmanaged<int>(), reader.ReadUnmanaged<int>(), reader.ReadUnmanaged<int>(), reader.ReadUnmanaged<int>()];
        try
        {
            return new decimal(parts);
        }
        catch (ArgumentException error)
        {
            throw new PayloadFormatException("A value of a log is no decimal number.", error);
        }
    }

    private static void WriteTime(PayloadWriter writer, DateTime value)
    {
        writer.WriteByte((byte)TypeCode.DateTime);
        writer.WriteUnmanaged(value.Ticks);
        writer.WriteByte((byte)value.Kind);
    }

    private static DateTime ReadTime(ref PayloadReader reader)
    {
        var ticks = reader.ReadUnmanaged<long>();
        var kind = (DateTimeKind)reader.ReadByte();
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks && Enum.IsDefined(kind)
            ? new DateTime(ticks, kind)
            : throw new PayloadFormatException("A value of a log is no date.");
    }

    private static void WriteTime(PayloadWriter writer, DateTimeOffset value)
    {
        writer.WriteByte(OfDateTimeOffset);
        writer.WriteUnmanaged(value.Ticks);
        writer.WriteUnmanaged((short)value.TotalOffsetMinutes);
    }

    private static DateTimeOffset ReadTimeWithOffset(ref PayloadReader reader)
    {
        var (ticks, minutes) = (reader.ReadUnmanaged<long>(), reader.ReadUnmanaged<short>());
        try
        {
            return new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes));
        }
        catch (ArgumentException error)
        {
            throw new PayloadFormatException("A value of a log is no date with an offset.", error);
        }
    }

    private static void WriteText(PayloadWriter writer, object value)
    {
        writer.WriteByte((byte)TypeCode.String);
        PayloadCodec<string>.Instance.Write(writer, LogText.Cut(TextOf(value), LongestText));
    }

    private static string TextOf(object value)
    {
        try
        {
            return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }
        catch (Exception error)
        {
            // The value's own code. A line that cannot tell all is better than none.
            return $"(its text threw {error.GetType().FullName})";
        }
    }
}

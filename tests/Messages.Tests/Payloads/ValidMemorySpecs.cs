using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>
/// Bytes of another process that are no value of their type. A date of which nothing tells the month is formatted by a look past the end of
/// a table, and that ends the process.
/// </summary>
public sealed class ValidMemorySpecs
{
    private readonly Random _random = new(11);

    public struct Holder
    {
        public int Number;
        public Inner Inside;
    }

    public struct Inner
    {
        public byte Small;
        public DateTime At;
    }

    [InlineArray(3)]
    public struct Three
    {
        private DateTime _first;
    }

    [StructLayout(LayoutKind.Explicit)]
    public struct Union
    {
        [FieldOffset(0)]
        public long Bits;

        [FieldOffset(0)]
        public DateTime At;
    }

    [Fact]
    public void Bytes_at_random_are_refused_or_a_value_that_can_be_formatted()
    {
        TryAll<DateTime>(value => value.ToString("O"));
        TryAll<DateTimeOffset>(value => value.ToString("O"));
        TryAll<DateOnly>(value => value.ToString("O"));
        TryAll<TimeOnly>(value => value.ToString("O"));
        TryAll<decimal>(value => value.ToString());
        TryAll<Holder>(value => value.Inside.At.ToString("O"));
        TryAll<(int, DateTime)>(value => value.Item2.ToString("O"));
    }

    [Fact]
    public void Every_value_that_a_type_has_is_taken()
    {
        Takes(
            DateTime.MinValue,
            DateTime.MaxValue,
            new DateTime(1, DateTimeKind.Utc),
            DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Local));
        Takes(
            DateTimeOffset.MinValue,
            DateTimeOffset.MaxValue,
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(14)),
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(-14)));
        Takes(DateOnly.MinValue, DateOnly.MaxValue);
        Takes(TimeOnly.MinValue, TimeOnly.MaxValue);
        Takes(decimal.MinValue, decimal.MaxValue, 0.0000000000000000000000000001m, -1.50m);
        Takes(new Holder { Number = -1, Inside = new Inner { Small = 255, At = DateTime.MaxValue } });
    }

    [Fact]
    public void A_date_that_is_none_is_refused_wherever_it_stands()
    {
        Refuses<DateTime>(size: 8);
        Refuses<Holder>(Unsafe.SizeOf<Holder>());
        Refuses<Three>(Unsafe.SizeOf<Three>());
    }

    // What was written last into one field is seen in the others, and that is what such a struct is for.
    [Fact]
    public void A_union_of_a_date_and_a_number_takes_any_number()
    {
        Takes(new Union { Bits = -1 });
    }

    private static void Refuses<T>(int size)
    {
        var bytes = Enumerable.Repeat((byte)0x3F, size).ToArray();
        Should.Throw<PayloadFormatException>(() => Read<T>(bytes)).Message.ShouldContain(typeof(T).Name);
        Should.Throw<PayloadFormatException>(() => Read<T[]>([2, .. bytes]));
    }

    private void TryAll<T>(Func<T, string> format)
        where T : unmanaged
    {
        var (taken, bytes) = (0, new byte[Unsafe.SizeOf<T>()]);
        for (var round = 0; round < 20_000; round++)
        {
            _random.NextBytes(bytes);
            // Half of them with few bits set at the top, which are often values.
            if (round % 2 == 0)
                bytes.AsSpan(bytes.Length / 4).Clear();
            try
            {
                _ = format(Read<T>(bytes));
                taken++;
            }
            catch (PayloadFormatException)
            {
                // One of the two allowed outcomes.
            }
        }
        taken.ShouldBeLessThan(20_000, typeof(T).Name);
    }

    private static void Takes<T>(params T[] values)
        where T : unmanaged
    {
        foreach (var value in values)
        {
            using PayloadWriter writer = new();
            PayloadCodec<T>.Instance.Write(writer, value);
            Read<T>(writer.WrittenSpan.ToArray()).ShouldBe(value);
        }
        using PayloadWriter all = new();
        PayloadCodec<T[]>.Instance.Write(all, values);
        Read<T[]>(all.WrittenSpan.ToArray()).ShouldBe(values);
    }

    private static T Read<T>(byte[] bytes)
    {
        PayloadReader reader = new(bytes);
        return PayloadCodec<T>.Instance.Read(ref reader);
    }
}

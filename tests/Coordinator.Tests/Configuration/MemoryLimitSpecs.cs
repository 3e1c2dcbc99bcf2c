using System.ComponentModel;
using Akka.Configuration.Hocon;
using Troupe.Configuration;
using Troupe.Processes.ControlGroups;

namespace Troupe.Tests.Configuration;

public sealed class MemoryLimitSpecs
{
    [Theory]
    [InlineData("1073741824", 1L << 30)]
    [InlineData("1 GiB", 1L << 30)]
    [InlineData("1.5g", 3L << 29)]
    [InlineData(" 512MiB ", 512L << 20)]
    [InlineData("1 GB", 1_000_000_000)]
    public void A_size_is_read_with_and_without_a_unit(string text, long bytes)
    {
        var limit = MemoryLimit.Parse(text);
        (limit.Bytes, limit.Share, limit.InBytes).ShouldBe((bytes, null, bytes));
        MemoryLimit.Parse(limit.ToString()).ShouldBe(limit);
    }

    [Theory]
    [InlineData("25%", 0.25)]
    [InlineData("12.5 %", 0.125)]
    [InlineData("100%", 1)]
    public void A_share_is_read_and_is_of_the_memory_that_there_is(string text, double share)
    {
        var limit = MemoryLimit.Parse(text);
        (limit.Bytes, limit.Share).ShouldBe((null, share));
        limit.InBytes.ShouldBe((long)(share * UsableMemory.Bytes));
        MemoryLimit.Parse(limit.ToString()).ShouldBe(limit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("0%")]
    [InlineData("101%")]
    [InlineData("-5%")]
    [InlineData("-5")]
    [InlineData("1 mib")]
    [InlineData("1.")]
    [InlineData(".5g")]
    [InlineData("99999999 T")]
    [InlineData("1e3%")]
    [InlineData("NaN%")]
    public void Anything_else_is_refused_with_what_is_allowed(string text)
    {
        Should.Throw<FormatException>(() => MemoryLimit.Parse(text)).Message.ShouldContain("such as 25%");
        MemoryLimit.TryParse(text, null, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_is_above_0_and_at_most_1(double share) =>
        Should.Throw<ArgumentOutOfRangeException>(() => MemoryLimit.OfShare(share)).Message.ShouldContain("above 0 and at most 1");

    [Fact]
    public void Binders_read_it_and_numbers_convert()
    {
        TypeDescriptor.GetConverter(typeof(MemoryLimit)).ConvertFromInvariantString("20%").ShouldBe(MemoryLimit.OfShare(0.2));
        new ProcessPoolOptions { HardMemoryLimit = 1L << 30 }.HardMemoryLimit.ShouldBe(MemoryLimit.OfBytes(1L << 30));
    }

    [Fact]
    public void A_limit_that_was_never_set_is_refused() =>
        new ProcessPoolOptions { HardMemoryLimit = default(MemoryLimit) }.FirstOutOfRange()!.Value.Option.ShouldBe("HardMemoryLimit");

    // The same file gives the same sizes as when Akka itself reads it.
    [Theory]
    [InlineData("")]
    [InlineData("B")]
    [InlineData("bytes")]
    [InlineData("kB")]
    [InlineData("kilobytes")]
    [InlineData("K")]
    [InlineData("KiB")]
    [InlineData("kibibyte")]
    [InlineData("MB")]
    [InlineData("megabyte")]
    [InlineData("m")]
    [InlineData("Mi")]
    [InlineData("mebibytes")]
    [InlineData("GB")]
    [InlineData("gigabytes")]
    [InlineData("g")]
    [InlineData("GiB")]
    [InlineData("TB")]
    [InlineData("t")]
    [InlineData("tebibyte")]
    [InlineData("PB")]
    [InlineData("Pi")]
    public void Units_are_those_of_Akka(string unit) =>
        ByteSize.Parse("3 " + unit).ShouldBe(new HoconValue([new HoconLiteral { Value = "3" + unit }]).GetByteSize()!.Value);
}

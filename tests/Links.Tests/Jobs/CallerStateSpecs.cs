using System.Globalization;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.Links.Tests.Jobs;

public sealed class CallerStateSpecs
{
    [Fact]
    public void What_was_put_behind_the_arguments_is_taken_off_again()
    {
        using var writer = new PayloadWriter();
        writer.WriteSpan([1, 2, 3]);
        new CallerState([4, 5], [6]).Append(writer);
        var arguments = writer.WrittenSpan;
        var state = CallerState.Take(ref arguments);
        arguments.ToArray().ShouldBe([1, 2, 3]);
        state.Culture.ToArray().ShouldBe([4, 5]);
        state.Trace.ToArray().ShouldBe([6]);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, int.MinValue)]
    [InlineData(3, 0)]
    [InlineData(1, 2)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Lengths_that_are_not_there_are_refused(int culture, int trace)
    {
        byte[] message = [7, 7, .. BitConverter.GetBytes(culture), .. BitConverter.GetBytes(trace)];
        Should.Throw<PayloadFormatException>(() => CallerState.Check(message));
        Should.Throw<PayloadFormatException>(() => CallerState.Check(message.AsSpan(0, 7)));
    }

    [Theory]
    [InlineData("de DE")]
    [InlineData("../de")]
    [InlineData("dé")]
    [InlineData(null)]
    public void A_name_that_no_culture_can_have_is_refused_before_any_is_looked_for(string? name)
    {
        Should.Throw<PayloadFormatException>(() => Read(name));
        Should.Throw<PayloadFormatException>(() => Read(new string('a', 86)));
    }

    [Fact]
    public void A_peer_that_makes_up_names_makes_a_bounded_number_of_cultures()
    {
        var error = Should.Throw<CultureNotFoundException>(() =>
        {
            for (var number = 0; number < 5000; number++)
                Read($"de-{number}");
        });
        error.Message.ShouldContain("takes no further one");
    }

    [Fact]
    public void Settings_of_formats_that_do_not_exist_or_do_not_fit_are_refused()
    {
        Should.Throw<PayloadFormatException>(() => Read("", 0, 1, 200, 0));
        Should.Throw<PayloadFormatException>(() => Read("", 99, 0));
        Should.Throw<PayloadFormatException>(() => Read("", 0, 100));
        // The first setting is the number of decimal digits of currencies, 0 to 99.
        Should.Throw<PayloadFormatException>(() => Read("", 0, 1, 0, 255, 255, 255, 127));
    }

    private static (CultureInfo, CultureInfo) Read(string? name, params byte[] formats)
    {
        using var writer = new PayloadWriter();
        PayloadCodec<string?>.Instance.Write(writer, name);
        PayloadCodec<string?>.Instance.Write(writer, "");
        writer.WriteSpan(formats.Length == 0 ? [0, 0] : formats);
        return CallerCulture.Read(writer.WrittenSpan);
    }
}

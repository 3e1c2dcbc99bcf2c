using System.Globalization;
using Troupe.Fuzzing.Tests.Engine;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>
/// What stands behind a job's arguments of its caller: the coordinator checks that of a job's job, a worker reads it. Whatever passes the
/// check can be read, but for a name that no culture of this system has.
/// </summary>
internal sealed class CallerTarget : FuzzTarget
{
    public override string Name => "caller";

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]>
    {
        ["Nothing"] = Encode(culture: null, trace: null),
        ["Culture"] = Encode(CultureInfo.InvariantCulture, trace: null),
        ["Trace"] = Encode(
            culture: null,
            new CallerTrace(
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "vendor=1",
                [new("tenant", "7"), new("none", null)])),
        ["Formats"] = Encode(Changed(), new CallerTrace("|a.1.", null, [])),
    };

    public override void Run(byte[] input, Random random)
    {
        try
        {
            CallerState.Check(input);
        }
        catch (PayloadFormatException)
        {
            return; // What is documented.
        }
        ReadOnlySpan<byte> arguments = input;
        var state = CallerState.Take(ref arguments);
        if (!state.Trace.IsEmpty)
            _ = CallerTrace.Read(state.Trace);
        try
        {
            if (!state.Culture.IsEmpty)
                _ = CallerCulture.Read(state.Culture);
        }
        catch (Exception error) when (error is PayloadFormatException or CultureNotFoundException)
        {
            // A value that a format does not take, or no such culture: the job's error.
        }
    }

    private static CultureInfo Changed()
    {
        var changed = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (changed.NumberFormat.NumberDecimalSeparator, changed.NumberFormat.NumberGroupSizes, changed.DateTimeFormat.FirstDayOfWeek) =
            (",", [3, 2], DayOfWeek.Monday);
        changed.DateTimeFormat.DayNames = ["1", "2", "3", "4", "5", "6", "7"];
        return changed;
    }

    private static byte[] Encode(CultureInfo? culture, CallerTrace? trace)
    {
        using var cultures = new PayloadWriter();
        using var traces = new PayloadWriter();
        using var whole = new PayloadWriter();
        if (culture is not null)
            CallerCulture.Write(cultures, culture, CultureInfo.InvariantCulture);
        trace?.Write(traces);
        new CallerState(cultures.WrittenSpan, traces.WrittenSpan).Append(whole);
        return whole.WrittenSpan.ToArray();
    }
}

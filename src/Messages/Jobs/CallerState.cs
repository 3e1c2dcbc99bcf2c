using Troupe.Messages.Payloads;

namespace Troupe.Messages.Jobs;

/// <summary>
/// What a job carries of the code that submitted it, as <c>Task.Run</c> does: cultures and trace. It stands behind the arguments,
/// and its lengths behind it, so that the writer of the arguments need not know of it yet. A job whose caller has nothing set has none.
/// </summary>
/// <param name="culture">The encoded cultures; empty when they are those that a worker has by itself.</param>
/// <param name="trace">The encoded trace; empty for none.</param>
internal readonly ref struct CallerState(ReadOnlySpan<byte> culture, ReadOnlySpan<byte> trace)
{
    private const int Lengths = 2 * sizeof(int);

    /// <summary>The encoded cultures, see <see cref="CallerCulture"/>; may be empty.</summary>
    public ReadOnlySpan<byte> Culture { get; } = culture;

    /// <summary>The encoded trace, see <see cref="CallerTrace"/>; may be empty.</summary>
    public ReadOnlySpan<byte> Trace { get; } = trace;

    /// <summary>Puts it behind what is written.</summary>
    /// <param name="writer">Holds the arguments.</param>
    public void Append(PayloadWriter writer)
    {
        writer.WriteSpan(Culture);
        writer.WriteSpan(Trace);
        writer.WriteUnmanaged(Culture.Length);
        writer.WriteUnmanaged(Trace.Length);
    }

    /// <summary>Takes it off the end.</summary>
    /// <param name="arguments">The arguments with it, and then without.</param>
    /// <exception cref="PayloadFormatException">There is less than the lengths say.</exception>
    public static CallerState Take(ref ReadOnlySpan<byte> arguments)
    {
        var room = (long)arguments.Length - Lengths;
        if (room < 0)
            throw new PayloadFormatException("The caller's state of a job is cut off.");
        var lengths = new PayloadReader(arguments[^Lengths..]);
        var (culture, trace) = (lengths.ReadUnmanaged<int>(), lengths.ReadUnmanaged<int>());
        if (culture < 0 || trace < 0 || (long)culture + trace > room)
            throw new PayloadFormatException($"A job takes {culture} and {trace} bytes along of its caller, and has {room}.");
        var begin = (int)room - culture - trace;
        var state = new CallerState(arguments.Slice(begin, culture), arguments.Slice(begin + culture, trace));
        arguments = arguments[..begin];
        return state;
    }

    /// <summary>Checks one that is only passed on: its sender is to blame, not the process that is to use it.</summary>
    /// <param name="arguments">Arguments with it at their end.</param>
    /// <exception cref="PayloadFormatException">It cannot be read.</exception>
    public static void Check(ReadOnlySpan<byte> arguments)
    {
        var state = Take(ref arguments);
        if (!state.Culture.IsEmpty)
            CallerCulture.Check(state.Culture);
        if (!state.Trace.IsEmpty)
            _ = CallerTrace.Read(state.Trace);
    }
}

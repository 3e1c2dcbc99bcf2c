using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.Jobs;

/// <summary>
/// Takes along what flows with the code that submits a job: cultures and the current activity. Both flow with the execution context, so
/// where nothing is set in that there is nothing to look at, and no culture data is loaded for it.
/// </summary>
internal static class CallerCapture
{
    /// <summary>The execution context of a thread in which nothing is set.</summary>
    private static readonly ExecutionContext? s_untouched = OfNewThread();

    [ThreadStatic]
    private static Encoded? s_last;

    /// <summary>Whether the program has set cultures for all threads.</summary>
    private static bool HasDefaults => (CultureInfo.DefaultThreadCurrentCulture ?? CultureInfo.DefaultThreadCurrentUICulture) is not null;

    /// <summary>The cultures that a thread was found with last: mostly it goes on with them.</summary>
    private sealed record Encoded(CultureInfo Culture, CultureInfo Ui, byte[] Bytes);

    /// <summary>Appends what the calling code has set to the arguments of its job.</summary>
    /// <param name="writer">Holds the arguments.</param>
    /// <param name="culture">Whether the cultures are taken along.</param>
    /// <returns>Whether there was anything.</returns>
    /// <exception cref="PayloadNotEncodableException">The culture cannot travel.</exception>
    public static bool Append(PayloadWriter writer, bool culture)
    {
        return MayBeAny(culture, out var trace) && Capture(writer, culture, trace);
    }

    /// <summary>The same, as the bytes that stand behind arguments; empty when there is nothing.</summary>
    public static byte[] Bytes(bool culture)
    {
        if (!MayBeAny(culture, out var trace))
            return [];
        using var writer = new PayloadWriter();
        return Capture(writer, culture, trace) ? writer.WrittenSpan.ToArray() : [];
    }

    private static bool MayBeAny(bool culture, out bool trace)
    {
        var context = ExecutionContext.Capture();
        trace = !ReferenceEquals(context, s_untouched);
        // No context: the caller has suppressed the flow.
        return context is not null && (trace || (culture && HasDefaults));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Capture(PayloadWriter writer, bool culture, bool trace)
    {
        var state = new CallerState(culture ? Cultures() : [], trace ? Trace() : []);
        if (state.Culture.IsEmpty && state.Trace.IsEmpty)
            return false;
        state.Append(writer);
        return true;
    }

    private static byte[] Cultures()
    {
        var (culture, ui) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        if (s_last is { } last && ReferenceEquals(last.Culture, culture) && ReferenceEquals(last.Ui, ui))
            return last.Bytes;
        byte[] bytes = [];
        if (!AreDefaults(culture, ui))
        {
            using var writer = new PayloadWriter();
            CallerCulture.Write(writer, culture, ui);
            bytes = writer.WrittenSpan.ToArray();
        }
        s_last = new Encoded(culture, ui, bytes);
        return bytes;
    }

    /// <summary>Whether they are what the environment says. A worker has them by itself, with what a user has set in the system.</summary>
    private static bool AreDefaults(CultureInfo culture, CultureInfo ui)
    {
        if (s_untouched is null || HasDefaults)
            return false;
        var areDefaults = false;
        ExecutionContext.Run(s_untouched, _ => areDefaults = ReferenceEquals(culture, CultureInfo.CurrentCulture)
            && ReferenceEquals(ui, CultureInfo.CurrentUICulture), null);
        return areDefaults;
    }

    // A method of its own: what activities need is loaded where there may be one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<byte> Trace()
    {
        if (Activity.Current is not { Id: { } id } activity)
            return [];
        using var writer = new PayloadWriter();
        new CallerTrace(id, activity.TraceStateString, [.. activity.Baggage]).Write(writer);
        return writer.WrittenSpan.ToArray();
    }

    private static ExecutionContext? OfNewThread()
    {
        ExecutionContext? context = null;
        var thread = new Thread(() => context = ExecutionContext.Capture(), maxStackSize: 256 * 1024) { IsBackground = true };
        thread.UnsafeStart();
        thread.Join();
        return context;
    }
}

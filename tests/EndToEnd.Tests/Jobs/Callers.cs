using System.Diagnostics;
using System.Globalization;

namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Jobs that tell what has come along of their caller.</summary>
public static class Callers
{
    private static string? s_atStart;
    private static int s_stopped;

    public sealed record Trace(string? TraceId, string? ParentId, string? State, string? Baggage, string? Name);

    /// <summary>An object that remembers in which cultures it was made.</summary>
    public sealed class Made
    {
        public string At { get; } = Cultures();
    }

    public static string Cultures() => $"{CultureInfo.CurrentCulture.Name} {CultureInfo.CurrentUICulture.Name}";

    public static async Task<string> CulturesAsync()
    {
        await Task.Yield();
        return await Task.Run(Cultures);
    }

    public static string CulturesOf(string item) => $"{item} {Cultures()}";

    /// <summary>Plain memory in and out: 1 where the culture is German.</summary>
    public static int IsGerman(int item) => CultureInfo.CurrentCulture.Name == "de-DE" ? 1 : 0;

    public static string CulturesOfTwo(int first, int second) => $"{first} {second} {Cultures()}";

    public static Task<string> NestedCultures() => JobContext.Current.Pool.RunAsync(Cultures);

    public static async Task<string> NestedCulturesOfItsOwn()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("it-IT");
        return await JobContext.Current.Pool.RunAsync(Cultures);
    }

    public static void NoteAtStart() => s_atStart = Cultures() + (Activity.Current is { } activity ? $" {activity.TraceId}" : "");

    public static string? AtStart() => s_atStart;

    public static string Write(
        decimal value) => string.Create(
            CultureInfo.CurrentCulture,
            $"{value:N2} {CultureInfo.CurrentCulture.DateTimeFormat.DayNames[0]} "
                + $"{CultureInfo.CurrentCulture.DateTimeFormat.FirstDayOfWeek}");

    public static Trace? Activities() => Activity.Current is not { } activity ? null : new Trace(
        activity.TraceId.ToString(), activity.ParentId, activity.TraceStateString, string.Join(
            ',',
            activity.Baggage.Select(pair => $"{pair.Key}={pair.Value}")), activity.DisplayName);

    public static Trace? ActivitiesOf(int item) => item < 0 ? null : Activities();

    public static Task<Trace?> NestedActivities() => JobContext.Current.Pool.RunAsync(Activities);

    public static string[] Loaded() => [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name ?? "")];

    /// <summary>As a tracer is set up: it counts what has ended.</summary>
    public static void Listen() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = source => source.Name == "Troupe",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        ActivityStopped = activity => s_stopped += activity.Status == ActivityStatusCode.Error ? 100 : 1,
    });

    public static int Stopped() => s_stopped;

    public static int Throw() => throw new InvalidDataException("on purpose");
}

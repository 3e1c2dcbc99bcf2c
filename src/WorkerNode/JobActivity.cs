using System.Diagnostics;
using Troupe.Messages.Jobs;

namespace Troupe.WorkerNode;

/// <summary>
/// The activity that a job runs in whose caller has one: a child of that, so that what the job logs, calls and starts belongs to its
/// trace. Listeners of the source "Troupe" in the worker are told of it.
/// </summary>
internal sealed class JobActivity : IDisposable
{
    private const string Name = "Troupe.Job";

    private static readonly ActivitySource s_source = new("Troupe");

    private readonly Activity _activity;

    public JobActivity(CallerTrace trace, string function)
    {
        _activity = Listened(trace) ?? new Activity(Name).SetParentId(trace.Id);
        _activity.TraceStateString = trace.State;
        _activity.DisplayName = function;
        // The newest stands first, and is to do so here.
        foreach (var (key, value) in trace.Baggage.Reverse())
            _activity.AddBaggage(key, value);
        _activity.Start();
    }

    public void Fail(Exception error) => _activity.SetStatus(ActivityStatusCode.Error, error.Message);

    public void Dispose() => _activity.Stop();

    /// <summary>Null when there is no listener, or none that samples this trace.</summary>
    private static Activity? Listened(CallerTrace trace) =>
        s_source.HasListeners() && ActivityContext.TryParse(trace.Id, trace.State, isRemote: true, out var parent)
            ? s_source.CreateActivity(Name, ActivityKind.Internal, parent)
            : null;
}

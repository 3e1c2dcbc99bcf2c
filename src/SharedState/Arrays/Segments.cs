namespace Troupe.SharedState.Arrays;

/// <summary>
/// All arrays of this process: those it owns, kept until they are ended, and its leases, one for each array however often
/// it was handed over. Safe for any thread.
/// </summary>
internal static class Segments
{
    /// <summary>How soon a process that does nothing with an array gives it back after its owner has ended it.</summary>
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(250);

    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, Segment> s_owned = [];
    private static readonly Dictionary<string, WeakReference<Segment>> s_leases = [];
    private static Timer? s_sweep;

    public static Segment Create(ElementType type, int length, int capacity)
    {
        var segment = Segment.Create(type, length, capacity);
        lock (s_gate)
            s_owned.Add(segment.Id, segment);
        return segment;
    }

    public static void End(Segment segment)
    {
        lock (s_gate)
            s_owned.Remove(segment.Id);
        segment.End();
    }

    /// <summary>An array without an owner that ends it: it lives for as long as this process can reach it, as a lease does.</summary>
    public static void Leave(Segment segment)
    {
        lock (s_gate)
        {
            if (!s_owned.Remove(segment.Id))
                return;
            s_leases[segment.Id] = new WeakReference<Segment>(segment);
            s_sweep ??= NewSweep();
        }
    }

    /// <summary>The segment of an array that came in, with a view of it noted; a job that runs here holds it until its end.</summary>
    /// <returns>Null when the array has ended.</returns>
    /// <exception cref="InvalidDataException">It is no array, or one of other elements.</exception>
    /// <exception cref="IOException">The system refused.</exception>
    public static Segment? Attach(string id, string location, ElementType type)
    {
        Segment? segment;
        lock (s_gate)
            segment = Find(id) ?? Open(id, location, type);
        if (segment is null)
            return null;
        if (!segment.Holds(type) && !segment.HasEnded)
        {
            segment.RemoveView();
            throw new InvalidDataException($"The shared array {id} is not one of {type.Name}.");
        }
        JobHold.Take(segment);
        return segment;
    }

    /// <summary>To check that it is there and to note the view is one step: another call may be releasing it.</summary>
    private static Segment? Find(string id)
    {
        if (s_owned.TryGetValue(id, out var owned) && owned.TryAddView())
            return owned;
        return s_leases.TryGetValue(id, out var known) && known.TryGetTarget(out var lease) && lease.TryAddView() ? lease : null;
    }

    private static Segment? Open(string id, string location, ElementType type)
    {
        if (Segment.Open(id, location, type) is not { } lease)
            return null;
        s_leases[id] = new WeakReference<Segment>(lease);
        s_sweep ??= NewSweep();
        lease.TryAddView();
        return lease;
    }

    private static Timer NewSweep()
    {
        // Not with the context of the job that happens to be the first: the timer outlives it.
        using var _ = ExecutionContext.SuppressFlow();
        return new Timer(static _ => Sweep(), null, s_period, s_period);
    }

    private static void Sweep()
    {
        lock (s_gate)
        {
            foreach (var (id, known) in s_leases)
            {
                if (known.TryGetTarget(out var lease) && !lease.IsReleased)
                    lease.ReleaseIfUnwanted();
                else
                    s_leases.Remove(id);
            }
            if (s_leases.Count > 0)
                return;
            s_sweep?.Dispose();
            s_sweep = null;
        }
    }
}

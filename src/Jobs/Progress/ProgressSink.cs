using Troupe.Messages.Payloads;

namespace Troupe.Jobs.Progress;

/// <summary>Carries a job's reports to the caller's <see cref="IProgress{T}"/>, in order, off the result path.</summary>
internal abstract class ProgressSink
{
    /// <summary>Reports that may wait for a slow receiver: ten seconds of a worker that keeps to the rules.</summary>
    private const int MostWaiting = 1024;

    private readonly CallbackSequence _sequence = new();
    private readonly Lock _gate = new();
    private Waiting? _newest;
    private int _waiting;

    private sealed class Waiting(byte[] report)
    {
        public byte[] Report { get; set; } = report;
    }

    /// <summary>Told of what the caller's code throws.</summary>
    public Action<Exception>? Failed
    {
        get => _sequence.Failed;
        set => _sequence.Failed = value;
    }

    /// <summary>A report came in. When too many wait it replaces the newest one: the last one always arrives.</summary>
    /// <param name="report">The hash of its type's name, then the encoded value; valid during the call.</param>
    public void Deliver(ReadOnlySpan<byte> report)
    {
        var held = report.ToArray();
        lock (_gate)
        {
            if (_waiting >= MostWaiting && _newest is { } newest)
            {
                newest.Report = held;
                return;
            }
            _waiting++;
            var waiting = _newest = new Waiting(held);
            _sequence.Add(() => Tell(Take(waiting)));
        }
    }

    private byte[] Take(Waiting waiting)
    {
        lock (_gate)
        {
            _waiting--;
            if (_newest == waiting)
                _newest = null;
            return waiting.Report;
        }
    }

    /// <summary>Runs something after all reports so far.</summary>
    public void Then(Action action) => _sequence.Add(action);

    protected abstract void Tell(byte[] report);
}

/// <summary>A sink for one type of report.</summary>
internal sealed class ProgressSink<T>(IProgress<T> progress) : ProgressSink
{
    private readonly PayloadCodec<T> _codec = PayloadCodec<T>.Instance;

    protected override void Tell(byte[] report)
    {
        var reader = new PayloadReader(report);
        if (reader.ReadUnmanaged<int>() != ProgressType<T>.Mark)
        {
            throw new PayloadFormatException(
                $"The job reported progress of another type than {typeof(T)}, which the caller asked for with WithProgress.");
        }

        progress.Report(_codec.Read(ref reader));
    }
}

/// <summary>A number that stands for a type of report, alike in all processes.</summary>
internal static class ProgressType<T>
{
    public static readonly int Mark = Of(typeof(T).ToString());

    private static int Of(string name)
    {
        var hash = 17;
        foreach (var letter in name)
            hash = unchecked((hash * 31) + letter);
        return hash;
    }
}

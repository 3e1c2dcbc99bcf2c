using Troupe.Messages.Payloads;

namespace Troupe.Jobs;

/// <summary>Carries a job's reports to the caller's <see cref="IProgress{T}"/>, in order, off the result path.</summary>
internal abstract class ProgressSink
{
    private readonly CallbackSequence _sequence = new();

    /// <summary>Told of what the caller's code throws.</summary>
    public Action<Exception>? Failed
    {
        get => _sequence.Failed;
        set => _sequence.Failed = value;
    }

    /// <summary>A report came in.</summary>
    /// <param name="report">The hash of its type's name, then the encoded value; valid during the call.</param>
    public void Deliver(ReadOnlySpan<byte> report)
    {
        var held = report.ToArray();
        _sequence.Add(() => Tell(held));
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
            throw new PayloadFormatException($"The job reported progress of another type than {typeof(T)}, which the caller asked for with WithProgress.");
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

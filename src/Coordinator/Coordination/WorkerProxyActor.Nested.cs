using Microsoft.Extensions.Logging;
using Troupe.Jobs;
using Troupe.Messages.Frames;

namespace Troupe.Coordination;

/// <summary>What the worker's job asks of the pool: to run further jobs, and to log.</summary>
internal sealed partial class WorkerProxyActor
{
    /// <summary>Bytes of the longest line that an honest worker sends, which cuts it at 16 Ki characters.</summary>
    private const int LongestLogLine = 4 * 16 * 1024;

    private readonly Dictionary<ulong, NestedJob> _nested = [];

    private void OnSubmit(ulong number, ReadOnlySpan<byte> message)
    {
        if (message.Length < sizeof(ulong))
            throw new ProtocolViolationException("a submission is cut");
        Submission submission;
        try
        {
            submission = Submission.Read(message[sizeof(ulong)..]);
        }
        catch (PayloadFormatException error)
        {
            throw new ProtocolViolationException($"a submission cannot be read: {error.Message}", error);
        }
        var function = setup.Functions.Define(submission.Definition, submission.DisplayName);
        var job = new NestedJob(function, submission, number, id, Self, Coordinator) { Attempt = submission.Attempt };
        if (!_nested.TryAdd(number, job))
            throw new ProtocolViolationException($"it used the number {number} for two submissions");
        Coordinator.Tell(new NestedSubmitted(id, job));
    }

    private void OnCancelSubmission(ulong number)
    {
        if (_nested.TryGetValue(number, out var job))
            Coordinator.Tell(new CancelJob(job));
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1873", Justification = "Guarded by IsEnabled two lines above.")]
    private void OnLog(ulong jobId, ReadOnlySpan<byte> message)
    {
        if (message.IsEmpty || message[0] >= (byte)LogLevel.None)
            throw new ProtocolViolationException("a log line is cut or has no level");
        var level = (LogLevel)message[0];
        if (setup.Log.IsEnabled(level))
            Log.FromJob(setup.Log, level, setup.NameOf(id), jobId, Processes.PrintableText.Decode(message.Slice(1, Math.Min(message.Length - 1, LongestLogLine))));
    }
}

using Troupe.Jobs;
using Troupe.Messages.Frames;
using Troupe.Messages.Logs;

namespace Troupe.Coordination;

/// <summary>What the worker's job asks of the pool: to run further jobs, and to log.</summary>
internal sealed partial class WorkerProxyActor
{
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

    private void OnLog(ulong jobId, ReadOnlySpan<byte> message)
    {
        JobLogEntry entry;
        try
        {
            entry = JobLogEntry.Read(message);
        }
        catch (PayloadFormatException error)
        {
            throw new ProtocolViolationException($"what a job logs cannot be read: {error.Message}", error);
        }
        JobLog.Write(setup.Log, entry, setup.NameOf(id), jobId);
    }
}

using System.Collections.Concurrent;
using Troupe.Jobs;
using Troupe.Links.Flight;
using Troupe.Logging;
using Troupe.Messages.Frames;
using Troupe.Platform.Texts;

namespace Troupe.Sessions;

/// <summary>
/// What a session's worker says: frames are put together to messages, each goes to the part that it is for, and what came together is told
/// as one report. The session's lock is held, and released meanwhile for what the worker says to shared objects and to the log.
/// </summary>
/// <param name="state">What the session has of its worker.</param>
/// <param name="gate">The session's lock.</param>
/// <param name="life">Where the worker stands.</param>
/// <param name="jobs">What the worker says of its jobs.</param>
/// <param name="requests">What code in the worker asks for.</param>
/// <param name="ready">The worker takes jobs now.</param>
/// <param name="startFailed">The worker cannot start.</param>
internal sealed class SessionReader(
    SessionState state,
    SessionGate gate,
    SessionLife life,
    JobReports jobs,
    WorkerRequests requests,
    Action ready,
    Action<JobFault> startFailed) : IDisposable
{
    /// <summary>Reports wait for a dispatcher that is held up. What was needed then is not kept for ever.</summary>
    private const int MaxSpareReports = 16;

    private readonly PartAssembly _parts = new(state.Setup.Options.MaxMessageBytes);
    private readonly ConcurrentQueue<WorkerReport> _spareReports = new();

    /// <summary>What is being taken from the worker and is not told yet.</summary>
    private WorkerReport? _begun;

    /// <summary>Takes what came together.</summary>
    /// <param name="batch">The frames; disposed of with the report.</param>
    /// <param name="failed">Takes what a message has failed with; those behind it are not taken.</param>
    /// <returns>What was told of it, which waits for <see cref="WorkerReport.Attend"/>; null for nothing.</returns>
    public WorkerReport? Take(FrameBatch batch, Action<Exception> failed)
    {
        var report = Begin(batch);
        try
        {
            while (!life.IsOver && batch.TryNext(out var header, out var payload))
                Take(header, payload, batch, report);
        }
        catch (Exception error)
        {
            failed(error);
        }
        finally
        {
            // Also when a later frame broke the protocol: what was taken from the worker is nowhere else by now.
            report = End(report, awaited: true);
        }
        return report;
    }

    /// <summary>The worker is gone: tells what the reader has taken from it and not told yet, since it is held up elsewhere; and then what
    /// it had staged beside its page and not sent.</summary>
    public void Recover()
    {
        TellBegun();
        try
        {
            if (state.Record is not null && FlightRecovery.MissingFrames(state.Record, state.Link?.Delivered ?? 0) is { } missing)
                TakeMissing(missing);
        }
        catch (ProtocolViolationException error)
        {
            // A worker that writes to its link what it likes makes page and link disagree: nothing else need be damaged then.
            if (!state.HasLostOutput)
            {
                var (log, worker, text) = (state.Setup.Log, state.Id.ToString(), PrintableText.Escape(error.Message));
                gate.Afterwards(() => Log.DamagedPage(log, worker, text));
            }
            state.HasLostOutput = true;
        }
    }

    /// <summary>Tells what the reader has taken from the worker and not told yet.</summary>
    public void TellBegun()
    {
        if (_begun is { Outcomes.Length: > 0 } begun)
            gate.Tell(begun.Split());
        _begun = null;
    }

    public void Dispose() => _parts.Dispose();

    private void TakeMissing(FrameBatch missing)
    {
        var report = Begin(missing);
        try
        {
            while (missing.TryNext(out var header, out var payload))
                Take(header, payload, missing, report);
        }
        finally
        {
            End(report, awaited: false);
        }
    }

    private WorkerReport Begin(FrameBatch batch)
    {
        if (!_spareReports.TryDequeue(out var report))
            report = new WorkerReport(state.Id, KeepSpare);
        _begun = report;
        report.Own(batch);
        return report;
    }

    private WorkerReport? End(WorkerReport report, bool awaited)
    {
        if (_begun == report)
            _begun = null;
        requests.WriteAnswers();
        if (report.Outcomes.Length == 0)
        {
            report.Dispose();
            return null;
        }
        if (awaited)
            report.Await();
        gate.Tell(report);
        return report;
    }

    private void KeepSpare(WorkerReport report)
    {
        if (_spareReports.Count < MaxSpareReports)
            _spareReports.Enqueue(report);
    }

    private void Take(in FrameHeader frame, ReadOnlySpan<byte> payload, FrameBatch batch, WorkerReport report)
    {
        if (!_parts.TryComplete(frame, payload, out var message))
            return;
        var id = frame.Id;
        switch (frame.Kind)
        {
            case FrameKind.Result: jobs.OnResult(id, message, Keep(report, batch, message.Length), report); break;
            case FrameKind.Fault: jobs.OnFault(id, message, report); break;
            case FrameKind.Items: jobs.OnItems(id, message, Keep(report, batch, message.Length), report); break;
            case FrameKind.ItemFault: jobs.OnItemFault(id, message, report); break;
            case FrameKind.Returned: jobs.OnReturned(id, report); break;
            case FrameKind.Dropped: jobs.OnDropped(id, report); break;
            case FrameKind.Progress: jobs.OnProgress(id, Keep(report, batch, message.Length), report); break;
            case FrameKind.Submit: requests.OnSubmit(id, message, report); break;
            case FrameKind.CancelSubmission: requests.OnCancelSubmission(id, report); break;
            case FrameKind.Ready: ready(); break;
            case FrameKind.StartFailed: startFailed(JobReports.ReadFault(message)); break;
            case FrameKind.Log or FrameKind.SharedRequest: requests.OnOthers(frame, message, _parts.Detach()); break;
            case >= FrameKind.ActorMessage and <= FrameKind.ActorStop: requests.OnOthers(frame, message, _parts.Detach()); break;
            default: throw new ProtocolViolationException($"a worker does not send {frame.Kind}");
        }
    }

    /// <summary>The message of the last frame, for as long as the report is used.</summary>
    private ReadOnlyMemory<byte> Keep(WorkerReport report, FrameBatch batch, int length)
    {
        if (_parts.Detach() is not { } rented)
            return batch.Payload;
        report.Own(rented);
        return rented.AsMemory(0, length);
    }
}

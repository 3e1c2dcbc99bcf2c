using System.Buffers.Binary;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Platform.Timing;
using Troupe.Processes.Stacks;

namespace Troupe.Sessions;

/// <summary>
/// Ends one job of a session's worker: its time is up, or its caller wants it to end. The worker itself carries it out, since only there
/// "this job still runs" and "end it" can be one step: a kill decided here could hit the next job. Only a worker that does not answer is
/// killed from here. The session's lock is held.
/// </summary>
/// <param name="state">What the session has of its worker.</param>
/// <param name="gate">The session's lock.</param>
/// <param name="life">Where the worker stands.</param>
/// <param name="check">Checks the limits of all jobs again: the item that was to be ended has ended by itself.</param>
internal sealed class JobStops(SessionState state, SessionGate gate, SessionLife life, Action check)
{
    /// <summary>How long a worker may take to end a job that it was told to end.</summary>
    internal static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(500);

    /// <summary>How much later than the diagnostics port's own bound its silence is taken for an answer.</summary>
    private static readonly TimeSpan s_stacksSlack = TimeSpan.FromMilliseconds(250);

    /// <summary>The job whose time is up, and its item.</summary>
    private (ulong Job, int Item)? _stopping;

    private int _stacksAsked;
    private readonly HashSet<int> _stacksAwaited = [];

    /// <summary>What the worker did when its job's time was up; empty when it did not tell.</summary>
    public string Stacks { get; private set; } = "";

    /// <summary>Whether a job is being ended because its time is up.</summary>
    public bool IsStopping => _stopping is not null;

    /// <summary>Whether the job's time, or that of the item that runs, is up.</summary>
    public bool IsOverdue(in SessionJob job) => _stopping is { } stopping && stopping.Job == job.Id && !HasGoneOn(job);

    /// <summary>Forgets the job that was to be ended, if it, or its item, has ended by itself.</summary>
    public void ForgetEnded()
    {
        if (_stopping is { } stopping && (state.NumberOf(stopping.Job) is not (> 0 and var number) || HasGoneOn(state.Jobs[number])))
            _stopping = null;
    }

    /// <summary>A job has had an outcome.</summary>
    public void OnOutcome(OutcomeKind kind, in SessionJob job)
    {
        if (_stopping is { } stopping && stopping.Job == job.Id && (kind == OutcomeKind.Stopped || job.Count == 0))
            _stopping = null;
    }

    /// <summary>Its caller wants it to end.</summary>
    public void Cancel(ulong id)
    {
        if (state.NumberOf(id) is not (> 0 and var number))
            return;
        ref var job = ref state.Jobs[number];
        job.CancelRequested = true;
        // What was sent for an item whose time was up does not reach the items behind it.
        if (job.Count > 0 || _stopping?.Job != id)
            SendStop(job, CancelMode.FireOrEnd);
    }

    /// <summary>Its time is up.</summary>
    public void StopOverdue(in SessionJob job, int item)
    {
        _stopping = (job.Id, item);
        // A job that does not hold its token is killed by this: then it is the last moment to see what it does.
        if (state.Record is { TokenSeen: false })
            AskForStacks(job, CancelMode.FireOrEnd);
        else
            SendStop(job, CancelMode.FireOrEnd);
    }

    /// <summary>The item of a chunk whose time is up, and which alone is to be ended; null when the whole job is.</summary>
    private int? OverdueItem(in SessionJob job) =>
        job is { Count: > 0, CancelRequested: false } && _stopping is { } stopping && stopping.Job == job.Id ? stopping.Item : null;

    /// <summary>The item whose time was up has come to its end after all: it is not the next one that is to be ended for it.</summary>
    private bool HasGoneOn(in SessionJob job) => OverdueItem(job) is { } item && item != state.RunningItem;

    /// <summary>Asks a worker that is about to be killed what it is doing; the kill follows the answer.</summary>
    private void AskForStacks(in SessionJob job, CancelMode how)
    {
        if (state.Process?.Diagnostics is not { } port)
        {
            SendStop(job, how);
            return;
        }
        var (asked, id) = (++_stacksAsked, job.Id);
        _stacksAwaited.Add(asked);
        var reading = port.ReadStacksAsync(DiagnosticsPort.Bound);
        reading.WhenCompleted(() => gate.Run(() => OnStacksRead(asked, id, how, reading.IsCompletedSuccessfully ? reading.Result : "")));
        // The port is read on the thread pool: with that full, the end of the job does not wait for it.
        gate.RunLater(DiagnosticsPort.Bound + s_stacksSlack, () => OnStacksRead(asked, id, how, ""));
    }

    private void OnStacksRead(int asked, ulong id, CancelMode how, string stacks)
    {
        if (!_stacksAwaited.Remove(asked) || state.NumberOf(id) is not (> 0 and var number))
            return;
        if (HasGoneOn(state.Jobs[number]))
        {
            check();
            return;
        }
        Stacks = stacks;
        SendStop(state.Jobs[number], how);
    }

    private void SendStop(in SessionJob job, CancelMode how)
    {
        SendCancel(job, how);
        var id = job.Id;
        if (how == CancelMode.End)
            gate.RunLater(AnswerTime, () => OnAnswerOverdue(id));
        else
            gate.RunLater(state.Setup.Options.GracePeriod.Bounded() + JobLimits.TimerTick, () => OnGraceOver(id));
    }

    private void SendCancel(in SessionJob job, CancelMode how)
    {
        if (state.Link is not { } link)
            return;
        Span<byte> message = stackalloc byte[1 + sizeof(int)];
        message[0] = (byte)how;
        var item = OverdueItem(job);
        BinaryPrimitives.WriteInt32LittleEndian(message[1..], item ?? 0);
        link.AppendUrgent(FrameKind.Cancel, job.Id, item is null ? message[..1] : message);
        state.WriteNow();
    }

    private void OnGraceOver(ulong id)
    {
        if (state.NumberOf(id) is not (> 0 and var number))
            return;
        var job = state.Jobs[number];
        // One that does not hold its token was looked at before the grace period, and is deaf: it is not asked twice.
        if (HasGoneOn(job))
            check();
        else if (IsOverdue(job) && state.Record is { TokenSeen: true })
            AskForStacks(job, CancelMode.End);
        else
            SendStop(job, CancelMode.End);
    }

    private void OnAnswerOverdue(ulong id)
    {
        if (state.NumberOf(id) is not (> 0 and var number))
            return;
        if (HasGoneOn(state.Jobs[number]))
            check();
        else if (state.Record?.RunningJob == id)
            life.Kill($"it did not end job {id} when it was asked to");
    }
}

using System.Diagnostics.CodeAnalysis;
using System.IO.Pipes;
using Troupe.Platform.Timing;

namespace Troupe.Processes;

/// <summary>Always reads both output streams of a child, in bounded memory, and passes them on as asked.</summary>
/// <remarks>
/// After the child's end a grandchild may hold the pipes for hours. They are given up after a grace period by closing
/// <see cref="_wake"/>, which both reading threads watch.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "It closes itself when both streams have ended.")]
internal sealed class OutputPump
{
    private const int TailBytes = 4096;

    private readonly TextTail _tail = new(TailBytes);
    private readonly AnonymousPipeServerStream _wake = new(PipeDirection.Out, HandleInheritability.None);
    private readonly TaskCompletionSource _drained = ControlTasks.NewSource();
    private readonly OutputQueue? _queue;
    private readonly TimeProvider _time;
    private readonly TimeSpan _grace;
    private ITimer? _timer;

    internal OutputPump(Stream output, Stream error, WorkerStartInfo info)
    {
        _time = info.TimeProvider;
        _grace = info.OutputGrace;
        _queue = info.OutputMode == OutputMode.Forward ? new OutputQueue(info.OutputSink!, writers: 2, info.OutputJob) : null;
        var outputDrain = new PipeDrain(output, _wake.ClientSafePipeHandle, Target(OutputKind.Output, info), null);
        var errorDrain = new PipeDrain(error, _wake.ClientSafePipeHandle, Target(OutputKind.Error, info), _tail);
        try
        {
            outputDrain.Start("Troupe worker stdout");
            errorDrain.Start("Troupe worker stderr");
        }
        catch
        {
            _wake.Dispose();
            throw;
        }

        _ = CloseAfterAsync(outputDrain.Ended, errorDrain.Ended);
    }

    /// <summary>Completes when both streams were read to their end or given up. Never faults.</summary>
    internal Task Drained => _drained.Task;

    /// <summary>Completes when the sink, if any, has had every line.</summary>
    internal Task Delivered => _queue?.Delivered ?? Drained;

    internal string StderrTail => _tail.ToString();

    /// <summary>The child is gone: whatever it wrote is in the pipes now. Starts the grace period.</summary>
    internal void OnProcessEnded()
    {
        if (!Drained.IsCompleted)
        {
            _timer = _time.CreateTimer(
                static pump => ((OutputPump)pump!).Abandon(), this, _grace, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Drops what was not read yet.</summary>
    internal void Abandon()
    {
        // Only our writing end: the reading end is in use by the threads until they are woken by this.
        _wake.Dispose();

        // Said here and not when the threads have ended: one may be stuck in writing to our own standard output.
        _ = _drained.TrySetResult();
    }

    private OutputTarget Target(OutputKind kind, WorkerStartInfo info) => info.OutputMode switch
    {
        OutputMode.Inherit => InheritTarget.For(kind),
        OutputMode.Forward => new ForwardTarget(kind, _queue!),
        OutputMode.Drop => new DropTarget(),
        _ => throw new ArgumentOutOfRangeException(nameof(info), info.OutputMode, "Unknown output mode."),
    };

    private async Task CloseAfterAsync(Task output, Task error)
    {
        await output.OnControlThread();
        await error.OnControlThread();
        _ = _drained.TrySetResult();
        if (_timer is { } timer)
            await timer.DisposeAsync().ConfigureAwait(false);

        await _wake.DisposeAsync().ConfigureAwait(false);
        _wake.ClientSafePipeHandle.Dispose();
    }
}

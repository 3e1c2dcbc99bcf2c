using Troupe.Messages.Frames;
using Troupe.Messages.Functions;
using Troupe.Remoting.Flight;

namespace Troupe.WorkerNode;

/// <summary>
/// One of several objects of this process: made, called and disposed of on a thread of its own, one call at a time in the order of
/// their coming. What one object does delays no other.
/// </summary>
internal sealed class TenantThread
{
    private const int StackSize = 8 * 1024 * 1024;

    private readonly object _gate = new();
    private readonly Queue<(RunningJob Job, byte[] Message)> _calls = new();
    private readonly JobExecution _execution;
    private readonly FlightOutbox _outbox;
    private readonly FunctionTable _functions;
    private readonly Thread _thread;
    private RunningJob? _running;
    private bool _ended;

    public TenantThread(int number, JobExecution execution, FlightOutbox outbox, FunctionTable functions)
    {
        (_execution, _outbox, _functions) = (execution, outbox, functions);
        _thread = new Thread(Turn, StackSize) { IsBackground = true, Name = $"troupe object {number}" };
        _thread.UnsafeStart();
    }

    public bool HasEnded => !_thread.IsAlive;

    public void Add(RunningJob job, byte[] message)
    {
        lock (_gate)
        {
            _calls.Enqueue((job, message));
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Ends the thread, and the object, after the calls that are here.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.Pulse(_gate);
        }
    }

    public void Join(int milliseconds) => _thread.Join(milliseconds);

    /// <summary>"This call still runs" and "end it" are one step under the gate, as for jobs.</summary>
    /// <returns>Whether the call is here.</returns>
    public bool TryCancel(ulong id, CancelMode mode)
    {
        lock (_gate)
        {
            var job = _running?.JobId == id ? _running : _calls.FirstOrDefault(call => call.Job.JobId == id).Job;
            if (job is null)
                return false;
            if (job != _running)
                job.TryCancel(); // Dropped when its turn comes.
            else if (mode == CancelMode.End ? !job.Ended : !job.TryCancel() && mode == CancelMode.FireOrEnd)
                OwnProcess.KillGroup();
            return true;
        }
    }

    private void Turn()
    {
        Subject.KeepOnThisThread();
        while (Take() is var (job, message))
        {
            if (job.CancelRequested)
                _outbox.Append(FrameKind.Dropped, job.JobId, [], []);
            else
                _execution.Execute(job, message, _functions);
            lock (_gate)
                _running = null;
            _outbox.Flush();
        }
        HostedEnd.Dispose();
    }

    private (RunningJob Job, byte[] Message)? Take()
    {
        lock (_gate)
        {
            while (_calls.Count == 0)
            {
                if (_ended)
                    return null;
                Monitor.Wait(_gate);
            }
            var call = _calls.Dequeue();
            // One that was cancelled while it waited is not to be found running.
            _running = call.Job.CancelRequested ? null : call.Job;
            return call;
        }
    }
}

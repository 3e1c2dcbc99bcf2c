using Troupe.Remoting.Flight;

namespace Troupe.WorkerNode;

/// <summary>The objects that share this process, by their numbers, each with a thread of its own. Only the thread that leads uses it.</summary>
internal sealed class TenantThreads(JobRunner runner, FlightRecord record, FlightOutbox outbox, FunctionTable functions)
{
    /// <summary>Milliseconds; the coordinator waits 2 s for the process.</summary>
    private const int LongestWait = 1000;

    private readonly Dictionary<int, TenantThread> _all = [];
    private readonly List<TenantThread> _leaving = [];
    private readonly JobExecution _admission = new(runner, record, outbox, noted: false);

    /// <summary>Hands a call over to its object's thread, which is made with the first one: that makes the object.</summary>
    public void Run(ulong id, ReadOnlySpan<byte> message)
    {
        var job = _admission.Admit(id, turn: 0, message);
        var number = job.Head.Skip;
        if (!_all.TryGetValue(number, out var thread))
            _all[number] = thread = new TenantThread(number, new JobExecution(runner, record, outbox, noted: false), outbox, functions);
        thread.Add(job, message.ToArray());
    }

    /// <returns>Whether one of the objects has this call.</returns>
    public bool TryCancel(ulong id, CancelMode mode)
    {
        foreach (var (_, thread) in _all)
        {
            if (thread.TryCancel(id, mode))
                return true;
        }
        return false;
    }

    public void Drop(ulong number)
    {
        if (!_all.Remove((int)number, out var thread))
            return;
        thread.End();
        _leaving.RemoveAll(other => other.HasEnded);
        _leaving.Add(thread);
    }

    /// <summary>Before the process ends: objects that are no more wanted may come to their end, for a moment.</summary>
    public void AwaitLeaving()
    {
        var end = Environment.TickCount64 + LongestWait;
        foreach (var thread in _leaving)
            thread.Join(Math.Max(0, (int)(end - Environment.TickCount64)));
    }
}

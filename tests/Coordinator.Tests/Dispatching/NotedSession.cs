using Troupe.Sessions;

namespace Troupe.Tests.Dispatching;

/// <summary>In a worker's place: notes what it is told, and says nothing itself; the spec speaks for it.</summary>
internal sealed class NotedSession(WorkerId id, List<NotedOrder> orders) : IWorkerSession
{
    private readonly List<Assignment> _assigned = [];

    /// <summary>The jobs that it was given, in order.</summary>
    public IReadOnlyList<Assignment> Assigned => _assigned;

    /// <summary>What its worker's jobs were told of jobs that they had submitted.</summary>
    public List<NestedAnswer> Answers { get; } = [];

    public (long Now, long Peak) Memory => default;

    /// <summary>The job's last turn; 0 when it was never given it.</summary>
    public long TurnOf(ulong job) => _assigned.FindLastIndex(given => given.Job == job) + 1;

    public void Assign(in Assignment assignment)
    {
        _assigned.Add(assignment);
        orders.Add(new NotedOrder(id, nameof(Assign), assignment.Job));
    }

    public void Flush()
    {
        // Nothing gathers here.
    }

    public void Cancel(ulong job) => orders.Add(new NotedOrder(id, nameof(Cancel), job));

    public void Answer(in NestedAnswer answer) => Answers.Add(answer);

    public void ShutDown() => orders.Add(new NotedOrder(id, nameof(ShutDown)));

    public void Kill(string why, bool planned) => orders.Add(new NotedOrder(id, nameof(Kill), Planned: planned));

    public void Terminate() => orders.Add(new NotedOrder(id, nameof(Terminate)));
}

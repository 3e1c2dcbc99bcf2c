namespace Troupe.Chaos.Faults;

/// <summary>
/// The processes that were killed or stopped. In a long run their ids are given to others, which may be chosen like any: a process is
/// its id and the time of its start.
/// </summary>
internal sealed class Victims(Func<int, long?> startOf)
{
    private readonly HashSet<(int Pid, long? Start)> _all = [];

    public void Add(int pid) => _all.Add((pid, startOf(pid)));

    public bool Contains(int pid) => _all.Contains((pid, startOf(pid)));
}

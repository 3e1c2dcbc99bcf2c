using Troupe.Platform.Systems;
using Troupe.Processes.Native;

namespace Troupe.Processes;

/// <summary>The process group that the child makes for itself (setpgid) as one of its first acts.</summary>
/// <remarks>
/// A pid is not given out again while a group of that number has members. So a living process of another start time
/// under our pid proves that our group is empty, and no process under our pid means that a group of that number can
/// only hold what our child left behind.
/// </remarks>
internal sealed class UnixProcessGroup(HostSystem system, int pid, long startTime) : ProcessGroup
{
    private readonly Lock _gate = new();
    private bool _finished;

    internal override void Kill()
    {
        lock (_gate)
        {
            // 0 and -1 have meanings of their own to kill(2), and our own group is never a child's.
            if (_finished || pid <= 1 || pid == Unix.GetProcessGroup(0))
                return;

            var current = system.StartTimeOf(pid);
            if (current == 0)
            {
                // The child is gone and collected; once is enough, since nothing can join its group any longer but
                // children of members, and those die with them. Later the number may belong to another group.
                _finished = true;
                _ = Unix.Kill(-pid, Unix.SigKill);
            }
            else if (current != startTime)
            {
                _finished = true;
            }
            else if (Unix.GetProcessGroup(pid) == pid)
            {
                _ = Unix.Kill(-pid, Unix.SigKill);
            }
            else
            {
                // It has not made its group yet and is still in ours.
                _ = Unix.Kill(pid, Unix.SigKill);
            }
        }
    }

    internal override void Terminate()
    {
        lock (_gate)
        {
            if (!_finished && pid > 1 && system.IsRunning(pid, startTime))
                _ = Unix.Kill(pid, Unix.SigTerm);
        }
    }

    public override void Dispose()
    {
        lock (_gate)
            _finished = true;
    }
}

using System.Diagnostics;
using Troupe.Chaos.Load;
using Troupe.Chaos.Measuring;
using Troupe.Chaos.Records;

namespace Troupe.Chaos.Faults;

/// <summary>Does what a schedule says, and keeps the kill log.</summary>
internal sealed class FaultInjector(Workbench bench, Submissions submissions, Submitters submitters, PoolEvents events, string mark)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(2);

    private readonly List<InjectedFault> _log = [];
    private readonly Victims _victims = new(ProcessTable.StartOf);
    private readonly List<Task> _harm = [];

    /// <summary>What was done.</summary>
    public IReadOnlyList<InjectedFault> Log => _log;

    /// <summary>Faults that found no victim in time.</summary>
    public int Missed { get; private set; }

    public async Task RunAsync(FaultSchedule schedule)
    {
        var clock = Stopwatch.StartNew();
        foreach (var fault in schedule.Faults)
        {
            if (fault.At - clock.Elapsed is { } wait && wait > TimeSpan.Zero)
                await Task.Delay(wait);
            await InjectAsync(fault, clock);
        }
        await Task.WhenAll(_harm);
    }

    private async Task InjectAsync(ScheduledFault fault, Stopwatch clock)
    {
        if (!fault.Kind.IsFromOutside())
        {
            _log.Add(new InjectedFault(fault.Kind, 0, clock.Elapsed.TotalMilliseconds));
            _harm.Add(submissions.HarmAsync(fault.Kind, fault.Salt));
            return;
        }
        // Under this load no worker is ever without a job: for a moment nobody submits.
        var gate = fault.Kind == FaultKind.KillIdle ? submitters.Hold() : null;
        try
        {
            if (await FindVictimAsync(fault) is not { } pid)
            {
                Missed++;
                return;
            }
            _victims.Add(pid);
            _log.Add(new InjectedFault(fault.Kind, pid, clock.Elapsed.TotalMilliseconds));
            if (fault.Kind == FaultKind.Stop)
            {
                ProcessTable.Stop(pid);
            }
            else
            {
                events.NoteKill(pid);
                ProcessTable.Kill(pid);
            }
        }
        finally
        {
            gate?.SetResult();
        }
    }

    private async Task<int?> FindVictimAsync(ScheduledFault fault)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < s_patience)
        {
            var found = Candidates(fault.Kind).Where(pid => !_victims.Contains(pid)).ToList();
            // The process may have ended since the look, and its id may be somebody else's by now.
            var pid = found.Count > 0 ? found[fault.Salt % found.Count] : 0;
            if (pid > 0 && ProcessTable.HasEnvironment(pid, $"{Workbench.Variable}={mark}"))
                return pid;
            await Task.Delay(s_look);
        }
        return null;
    }

    private IEnumerable<int> Candidates(FaultKind kind) => kind == FaultKind.KillHosted
        ? new[] { bench.Hosted.Pid }.Where(pid => pid > 0)
        : from worker in bench.Pool.Snapshot().Workers
          where worker.State == WorkerState.Ready && worker.Pid > 0
          where kind == FaultKind.Stop || worker.Busy == (kind == FaultKind.KillBusy)
          select worker.Pid;
}

using System.Globalization;
using System.Runtime.InteropServices;

namespace Troupe.Tests.Processes;

/// <summary>
/// What /proc tells of the processes of this machine, and signals to them. A zombie counts as dead. Compiled into every
/// project of tests that needs it.
/// </summary>
internal static partial class ProcessTable
{
    private const int LooksAtNone = 10;
    private const int SigKill = 9;
    private const int SigContinue = 18;
    private const int SigStop = 19;
    private const int ParentField = 1;
    private const int SessionField = 3;
    private const int StartField = 19;

    /// <summary>Living processes whose environment holds this entry, this one aside: workers, what they started, and what that
    /// started.</summary>
    public static IReadOnlyList<int> WithEnvironment(string entry) =>
        [.. All().Where(pid => pid != Environment.ProcessId && HasEnvironment(pid, entry) && IsAlive(pid))];

    public static bool HasEnvironment(int pid, string entry)
    {
        var environment = Read(pid, "environ");
        // A process that is about to run another program has none for a moment, and is one that is looked for.
        for (var look = 0; look < LooksAtNone && environment.Length == 0 && HasProgram(pid) && IsAlive(pid); look++)
        {
            Thread.Sleep(1);
            environment = Read(pid, "environ");
        }
        return environment.Split('\0').Contains(entry);
    }

    /// <summary>Whether it is more than a thread of the kernel's.</summary>
    private static bool HasProgram(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/exe").LinkTarget is not null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Living worker processes that were started by this process.</summary>
    public static IReadOnlyList<int> OwnWorkers() =>
        [.. All().Where(pid => IsField(pid, ParentField, Environment.ProcessId)
            && Read(pid, "cmdline").Contains("Troupe.WorkerNode", StringComparison.Ordinal)
            && IsAlive(pid))];

    public static bool IsAlive(int pid) => Fields(pid) is { } fields && fields[0] is not ("Z" or "X");

    /// <summary>When it began, in clock ticks since the machine did; null when there is no such process.</summary>
    public static long? StartOf(int pid) => Fields(pid) is { } fields ? long.Parse(fields[StartField], CultureInfo.InvariantCulture) : null;

    /// <summary>Whether it was killed and lives on, as a frozen process does.</summary>
    public static bool IsKilledInVain(int pid) => Read(pid, "status").Split('\n')
        .Where(line => line.StartsWith("SigPnd:", StringComparison.Ordinal) || line.StartsWith("ShdPnd:", StringComparison.Ordinal))
        .Any(
            line => (ulong.Parse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                & (1UL << (SigKill - 1))) != 0);

    /// <summary>Whether it is a sleep that leads a session of its own, which no kill of a worker's group reaches.</summary>
    public static bool IsSleepOfOwnSession(int pid) =>
        Read(pid, "cmdline").StartsWith("sleep\0", StringComparison.Ordinal) && IsField(pid, SessionField, pid);

    /// <summary>Children of a process that have ended and that nobody has waited for.</summary>
    public static int ZombiesOf(int parent) => All().Count(pid => Fields(pid) is ["Z", ..] && IsField(pid, ParentField, parent));

    public static string Describe(int pid) =>
        $"{pid} ({string.Join(' ', Fields(pid)?.Take(2) ?? [])}): {Read(pid, "cmdline").Replace('\0', ' ').Trim()}";

    public static string Describe(IEnumerable<int> pids) => string.Join("; ", pids.Select(Describe));

    public static void Kill(int pid) => Send(pid, SigKill);

    public static void Stop(int pid) => Send(pid, SigStop);

    /// <summary>Lets a stopped process go on.</summary>
    public static void Continue(int pid) => Send(pid, SigContinue);

    private static IEnumerable<int> All() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(folder)
        where char.IsAsciiDigit(name[0])
        select int.Parse(name, CultureInfo.InvariantCulture);

    private static bool IsField(int pid, int field, int value) =>
        Fields(pid) is { } fields && fields[field] == value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The fields of stat behind the name: state, parent, group, session, and so on; null when there is no such process.</summary>
    private static string[]? Fields(int pid) =>
        Read(pid, "stat") is { Length: > 0 } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ') : null;

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended while it was looked at, or belongs to somebody else.
            return "";
        }
    }

    private static void Send(int pid, int signal)
    {
        if (pid <= 1)
            throw new ArgumentOutOfRangeException(nameof(pid), pid, "No process of ours.");
        _ = SendSignal(pid, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}

using System.Globalization;
using System.Runtime.InteropServices;

namespace Troupe.EndToEnd.Tests.Crashes;

/// <summary>What /proc tells of the processes of this machine. A zombie counts as dead.</summary>
internal static partial class ProcessTable
{
    private const int SigKill = 9;
    private const int SigContinue = 18;
    private const int SigStop = 19;

    /// <summary>Living processes whose environment holds this entry: workers, what they started, and what that started.</summary>
    public static IReadOnlyList<int> WithEnvironment(string entry) =>
        [.. All().Where(pid => Read(pid, "environ").Split('\0').Contains(entry) && IsAlive(pid))];

    /// <summary>Living worker processes that were started by this process.</summary>
    public static IReadOnlyList<int> OwnWorkers() =>
        [.. All().Where(pid => ParentOf(pid) == Environment.ProcessId && Read(pid, "cmdline").Contains("Troupe.WorkerNode", StringComparison.Ordinal) && IsAlive(pid))];

    public static bool IsAlive(int pid) => State(pid) is { } fields && fields[0] is not ("Z" or "X");

    public static int ZombiesOf(int parent) => All().Count(pid => State(pid) is ["Z", var owner, ..] && owner == parent.ToString(CultureInfo.InvariantCulture));

    public static string Describe(IEnumerable<int> pids) =>
        string.Join("; ", pids.Select(pid => $"{pid} ({string.Join(' ', State(pid)?.Take(2) ?? [])}): {Read(pid, "cmdline").Replace('\0', ' ')}"));

    public static void Kill(int pid) => Send(pid, SigKill);

    public static void Stop(int pid) => Send(pid, SigStop);

    /// <summary>Lets a stopped process go on.</summary>
    public static void Continue(int pid) => Send(pid, SigContinue);

    private static int ParentOf(int pid) => State(pid) is { } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : 0;

    private static IEnumerable<int> All() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(folder)
        where char.IsAsciiDigit(name[0])
        select int.Parse(name, CultureInfo.InvariantCulture);

    /// <summary>The fields of stat that follow the name; null when there is no such process.</summary>
    private static string[]? State(int pid) =>
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

using System.Globalization;
using System.Runtime.InteropServices;

namespace Troupe.Chaos.Measuring;

/// <summary>What /proc tells of processes, and signals to them. A zombie counts as dead.</summary>
internal static partial class ProcessTable
{
    private const int SigKill = 9;
    private const int SigStop = 19;
    private const int SessionField = 3;

    /// <summary>Living processes whose environment holds this entry: workers, and what they started.</summary>
    public static IReadOnlyList<int> WithEnvironment(string entry) =>
        [.. All().Where(pid => pid != Environment.ProcessId && HasEnvironment(pid, entry) && IsAlive(pid))];

    public static bool HasEnvironment(int pid, string entry) => Read(pid, "environ").Split('\0').Contains(entry);

    /// <summary>Whether it is the sleep that a job has started in a session of its own, which no kill of a group reaches.</summary>
    public static bool IsSleepOfOwnSession(int pid) =>
        Read(pid, "cmdline").StartsWith("sleep\0", StringComparison.Ordinal) && Fields(pid) is { } fields && fields[SessionField] == pid.ToString(CultureInfo.InvariantCulture);

    /// <summary>Children of this process that have ended and that nobody has waited for.</summary>
    public static int OwnZombies() =>
        All().Count(pid => Fields(pid) is ["Z", var parent, ..] && parent == Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    public static string Describe(int pid) => $"{pid} {Read(pid, "cmdline").Replace('\0', ' ').Trim()} ({Fields(pid)?[0]})";

    public static void Kill(int pid) => _ = Send(pid, SigKill);

    public static void Stop(int pid) => _ = Send(pid, SigStop);

    private static bool IsAlive(int pid) => Fields(pid) is { } fields && fields[0] is not ("Z" or "X");

    private static IEnumerable<int> All() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(folder)
        where char.IsAsciiDigit(name[0])
        select int.Parse(name, CultureInfo.InvariantCulture);

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

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}

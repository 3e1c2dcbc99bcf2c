using System.Globalization;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>The children of a process, as /proc shows them.</summary>
internal static class Children
{
    public readonly record struct Child(int Pid, char State, string CommandLine);

    public static IEnumerable<Child> Of(int parent)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
                && TryRead(folder, pid, parent, out var child))
            {
                yield return child;
            }
        }
    }

    private static bool TryRead(string folder, int pid, int parent, out Child child)
    {
        child = default;
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (int.Parse(fields[1], CultureInfo.InvariantCulture) != parent)
                return false;
            child = new Child(pid, fields[0][0], File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' '));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // It ended while it was looked at.
        }
    }
}

using System.Globalization;

namespace Troupe.Processes.ControlGroups;

/// <summary>
/// The control group that bounds the memory of this process and its workers, as a container does, or a unit of systemd. Read from
/// Linux' files of both versions; a file that is not there, or cannot be read, bounds nothing and counts nothing.
/// </summary>
internal sealed class MemoryGroup
{
    // What the first version shows instead of "none": the largest number of pages.
    private const long Unlimited = 1L << 60;

    // Memory is given out in batches: one that is refused may be the last page of the limit or not.
    private const long Batch = 1 << 20;

    private readonly string[] _folders;
    private readonly bool _isFirstVersion;

    private MemoryGroup(string mount, string path, bool isFirstVersion)
    {
        _isFirstVersion = isFirstVersion;
        _folders = [.. FoldersUpTo(mount, path)];
    }

    /// <summary>Null where there are none: on other systems, or where they are not mounted.</summary>
    internal static MemoryGroup? OfThisProcess { get; } = OperatingSystem.IsLinux() ? Read() : null;

    /// <summary>The folder of the group itself.</summary>
    internal string Folder => _folders[0];

    /// <summary>Finds the group. Pure.</summary>
    /// <param name="groups">What <c>/proc/self/cgroup</c> says.</param>
    /// <param name="mounts">What <c>/proc/self/mountinfo</c> says.</param>
    internal static MemoryGroup? Find(string groups, string mounts)
    {
        var own = groups.Split('\n').Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).ToList();
        // Both versions may be there at once; a controller belongs to one of them.
        var first = own.Find(parts => parts[1].Split(',').Contains("memory"));
        var path = (first ?? own.Find(parts => parts[0] == "0"))?[2];
        foreach (var line in path is null ? [] : mounts.Split('\n'))
        {
            // id parent device ROOT POINT options [tags] - TYPE source OPTIONS
            if (line.Split(" - ") is not [var left, var right] || left.Split(' ') is not [_, _, _, var root, var point, ..])
                continue;
            var isIts = right.Split(' ') is [var type, _, var options, ..]
                && (first is null ? type == "cgroup2" : type == "cgroup" && options.Split(',').Contains("memory"));
            if (isIts)
                return new MemoryGroup(Unescape(point), Below(Unescape(root), path!), first is not null);
        }
        return null;
    }

    /// <summary>The least of its limit and those of the groups around it, as far as they can be seen; null when there is none.</summary>
    internal long? Limit() => _folders.Min(LimitOf);

    /// <summary>How many of its processes the kernel has killed for want of memory, of the group's or of the machine's.</summary>
    internal long? Kills() => Field(Folder, _isFirstVersion ? "memory.oom_control" : "memory.events", "oom_kill");

    /// <summary>Whether a limit was ever reached: otherwise a kill was for want of the machine's memory.</summary>
    internal bool WasLimitReached() => _folders.Any(folder => LimitOf(folder) is { } limit && WasReached(folder, limit));

    private static MemoryGroup? Read()
    {
        try
        {
            return Find(File.ReadAllText("/proc/self/cgroup"), File.ReadAllText("/proc/self/mountinfo"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // No /proc: nothing is known of any limit.
        }
    }

    /// <summary>A container sees its own part of the tree, and may see the path as it is outside.</summary>
    private static string Below(string root, string path) =>
        root == "/" ? path
        : path == root || path.StartsWith(root + '/', StringComparison.Ordinal) ? path[root.Length..]
        : "";

    private static string Unescape(string path) => path.Replace(@"\040", " ", StringComparison.Ordinal);

    private static IEnumerable<string> FoldersUpTo(string mount, string path)
    {
        // A path that leads out of what is mounted here is that of a process elsewhere.
        for (var rest = path.Contains("/..", StringComparison.Ordinal) ? "" : path.TrimEnd('/'); rest.Length > 0;)
        {
            yield return mount + rest;
            rest = rest[..Math.Max(0, rest.LastIndexOf('/'))];
        }
        yield return mount;
    }

    private long? LimitOf(string folder) =>
        Number(Text(folder, _isFirstVersion ? "memory.limit_in_bytes" : "memory.max")) is { } limit and < Unlimited ? limit : null;

    // The first version's count of refusals leaves out those by the limit of memory and swap together, which containers set to the same.
    private bool WasReached(string folder, long limit) => _isFirstVersion
        ? Number(Text(folder, "memory.max_usage_in_bytes")) > limit - Batch
        : Field(folder, "memory.events", "max") > 0;

    private static long? Field(string folder, string file, string name) =>
        Text(folder, file).Split('\n').Select(line => line.Split(' ')).FirstOrDefault(parts => parts[0] == name) is [_, var number]
            ? Number(number)
            : null;

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Join(folder, file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ""; // The root group has none of these files.
        }
    }
}

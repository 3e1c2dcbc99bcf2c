using System.Globalization;

namespace Troupe.Failures.Tests.Faults;

/// <summary>A control group of this spec alone. What is in it at the end is killed with it.</summary>
internal sealed class ControlGroup : IDisposable
{
    private const string Members = "cgroup.procs";

    private readonly string _path;

    private ControlGroup(string path) => _path = path;

    public IReadOnlyList<int> Processes =>
        [.. File.ReadAllLines(FileOf(Members)).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    /// <summary>Makes a group below the mount of such a kind; null where there is none that this process may write to.</summary>
    public static ControlGroup? TryMake(ControlGroupKind kind)
    {
        foreach (var mount in Mounts(kind))
        {
            var path = Path.Join(mount, $"troupe-specs-{Guid.NewGuid():N}");
            try
            {
                Directory.CreateDirectory(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                continue; // Mounted to be read, or somebody else's.
            }
            if (FileFor(kind).Split(" or ").Any(file => File.Exists(Path.Join(path, file))))
                return new ControlGroup(path);
            Directory.Delete(path);
        }
        return null;
    }

    /// <summary>Moves a process, and all it starts from now on, into the group.</summary>
    public void Add(int pid)
    {
        File.WriteAllText(FileOf(Members), pid.ToString(CultureInfo.InvariantCulture));
        Processes.ShouldContain(pid);
    }

    /// <summary>The folder of the group, for a program that goes into it by itself.</summary>
    public string Folder => _path;

    /// <summary>Bounds the memory, in bytes.</summary>
    public void LimitMemory(long bytes) =>
        Write(File.Exists(FileOf("memory.max")) ? "memory.max" : "memory.limit_in_bytes", bytes.ToString(CultureInfo.InvariantCulture));

    public void Write(string file, string text) => File.WriteAllText(FileOf(file), text);

    public string Read(string file) => File.ReadAllText(FileOf(file));

    /// <summary>What such a group is for, by one of its files.</summary>
    public static string FileFor(ControlGroupKind kind) => kind switch
    {
        ControlGroupKind.Freeze => "cgroup.freeze",
        ControlGroupKind.OldFreezer => "freezer.state",
        ControlGroupKind.Memory => "memory.max or memory.limit_in_bytes",
        _ => "pids.max",
    };

    private static IEnumerable<string> Mounts(ControlGroupKind kind) =>
        from line in OperatingSystem.IsLinux() ? File.ReadLines("/proc/mounts") : []
        let parts = line.Split(' ')
        where parts[2] == "cgroup2"
            ? kind != ControlGroupKind.OldFreezer
            : parts[2] == "cgroup" && parts[3].Split(',').Contains(Controller(kind))
        select parts[1];

    private static string Controller(ControlGroupKind kind) => kind switch
    {
        ControlGroupKind.OldFreezer => "freezer",
        ControlGroupKind.Processes => "pids",
        ControlGroupKind.Memory => "memory",
        _ => "",
    };

    private string FileOf(string name) => Path.Join(_path, name);

    public void Dispose()
    {
        foreach (var pid in Processes)
            ProcessTable.Kill(pid);
        // A process counts until it has been waited for.
        SpinWait.SpinUntil(() => Processes.Count == 0, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        Directory.Delete(_path);
    }
}

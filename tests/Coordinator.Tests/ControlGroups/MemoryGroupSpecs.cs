using Troupe.Processes.ControlGroups;

namespace Troupe.Tests.ControlGroups;

/// <summary>Which control group bounds this process's memory, found in what the system shows of it.</summary>
public sealed class MemoryGroupSpecs : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("troupe-specs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    // The second version, on a machine with systemd and in a container that sees its own part alone.
    [InlineData("0::/system.slice/app.service", "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate",
        "/sys/fs/cgroup/system.slice/app.service")]
    [InlineData("0::/", "30 24 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup rw", "/sys/fs/cgroup")]
    // A container that is shown its path as it is outside, in both versions.
    [InlineData("0::/docker/abc", "30 24 0:26 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw", "/sys/fs/cgroup")]
    [InlineData("4:memory:/docker/abc\n0::/docker/abc", "90 86 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory",
        "/sys/fs/cgroup/memory")]
    [InlineData("4:memory:/docker/abc/inner", "90 86 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory",
        "/sys/fs/cgroup/memory/inner")]
    // Both at once: the controller belongs to the first.
    [InlineData("5:cpu,memory:/a\n0::/b",
        "1 0 0:1 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n2 0 0:2 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,cpu,memory",
        "/sys/fs/cgroup/memory/a")]
    // Out of what is mounted here.
    [InlineData("0::/../other", "30 24 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup rw", "/sys/fs/cgroup")]
    [InlineData("0::/a", @"30 24 0:26 / /sys/fs/c\040group ro - cgroup2 cgroup rw", "/sys/fs/c group/a")]
    public void Its_folder_is_found_in_either_version_inside_and_outside_of_a_container(string groups, string mounts, string folder) =>
        MemoryGroup.Find(groups, mounts)?.Folder.ShouldBe(folder);

    [Theory]
    [InlineData("", "")]
    [InlineData("0::/", "")]
    [InlineData("1:name=systemd:/", "2 0 0:2 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd")]
    [InlineData("nonsense", "nonsense - nonsense")]
    public void There_may_be_none(string groups, string mounts) => MemoryGroup.Find(groups, mounts).ShouldBeNull();

    [Fact]
    public void The_least_limit_of_the_group_and_those_above_it_counts()
    {
        Write("memory.max", "max\n");
        var group = Second("/pod/app");
        group.Limit().ShouldBeNull();
        Write("pod/memory.max", "1000000\n");
        Write("pod/app/memory.max", "2000000\n");
        group.Limit().ShouldBe(1_000_000);
        Write("pod/app/memory.max", "max\n");
        group.Limit().ShouldBe(1_000_000);
    }

    [Fact]
    public void The_first_versions_largest_number_is_no_limit()
    {
        Write("memory.limit_in_bytes", "9223372036854771712\n");
        First("/").Limit().ShouldBeNull();
        Write("memory.limit_in_bytes", "268435456\n");
        First("/").Limit().ShouldBe(268_435_456);
    }

    [Fact]
    public void Kills_are_counted_in_either_version_and_whether_a_limit_was_reached()
    {
        Write("app/memory.events", "low 0\nhigh 0\nmax 7\noom 3\noom_kill 2\noom_group_kill 0\n");
        var second = Second("/app");
        second.Kills().ShouldBe(2);
        second.WasLimitReached().ShouldBeFalse(); // There is none.
        Write("app/memory.max", "1000\n");
        second.WasLimitReached().ShouldBeTrue();

        Write("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n");
        Write("memory.limit_in_bytes", "104857600\n");
        Write("memory.max_usage_in_bytes", "94371840\n");
        First("/").Kills().ShouldBe(5);
        First("/").WasLimitReached().ShouldBeFalse();
        Write("memory.max_usage_in_bytes", "104853504\n");
        First("/").WasLimitReached().ShouldBeTrue();
    }

    [Fact]
    public void A_group_without_files_bounds_and_counts_nothing()
    {
        var group = Second("/gone");
        (group.Limit(), group.Kills(), group.WasLimitReached()).ShouldBe((null, null, false));
    }

    private MemoryGroup Second(string path) => MemoryGroup.Find($"0::{path}", $"1 0 0:1 / {_folder.FullName} rw - cgroup2 cgroup2 rw")!;

    private MemoryGroup First(string path) =>
        MemoryGroup.Find($"1:memory:{path}", $"1 0 0:1 / {_folder.FullName} rw - cgroup cgroup rw,memory")!;

    private void Write(string file, string text)
    {
        var path = Path.Join(_folder.FullName, file);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}

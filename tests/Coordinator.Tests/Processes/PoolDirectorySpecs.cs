using System.Runtime.Versioning;
using Troupe.Links.Directories;
using Troupe.Platform.Systems;

namespace Troupe.Tests.Processes;

[UnsupportedOSPlatform("windows")]
public sealed class PoolDirectorySpecs : Shell, IDisposable
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _root = Directory.CreateTempSubdirectory("pooldir").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Only_its_owner_can_enter_and_disposal_removes_all()
    {
        string path;
        using (var directory = PoolDirectory.Create())
        {
            path = directory.Path;
            File.GetUnixFileMode(path).ShouldBe(OwnerOnly);
            HostSystem.Current.WhyNotPrivate(path).ShouldBeNull();
            directory.SocketPath.ShouldStartWith(path + "/");
            directory.SocketPath.Length.ShouldBeLessThan(100);
            File.WriteAllText(directory.PathOf("page"), "");
            Path.GetFileName(path).ShouldStartWith($"troupe-{Environment.ProcessId}-");
        }

        Directory.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public void Two_pools_never_share_one()
    {
        using var first = PoolDirectory.Create([PrivateRoot.At(_root)]);
        using var second = PoolDirectory.Create([PrivateRoot.At(_root)]);
        second.Path.ShouldNotBe(first.Path);
    }

    [Fact]
    public void A_path_too_long_for_a_socket_is_refused_with_its_length()
    {
        var deep = Directory.CreateDirectory(Path.Join(_root, new string('x', 60))).FullName;
        var error = Should.Throw<IOException>(() => PoolDirectory.Create([PrivateRoot.At(deep)]));
        error.Message.ShouldContain(deep);
        error.Message.ShouldContain("99 is the limit");
        using var next = PoolDirectory.Create([PrivateRoot.At(deep), PrivateRoot.At(_root)]);
        Path.GetDirectoryName(next.Path).ShouldBe(_root);
    }

    [Fact]
    public void A_directory_that_exists_or_is_a_link_is_not_taken()
    {
        var taken = Directory.CreateDirectory(Path.Join(_root, "taken"), OwnerOnly).FullName;
        Should.Throw<IOException>(() => HostSystem.Current.CreatePrivateDirectory(taken));
        var link = Path.Join(_root, "link");
        _ = Directory.CreateSymbolicLink(link, taken);
        Should.Throw<IOException>(() => HostSystem.Current.CreatePrivateDirectory(link));
        HostSystem.Current.WhyNotPrivate(link)!.ShouldContain("not a directory");
        File.SetUnixFileMode(taken, OwnerOnly | UnixFileMode.GroupRead);
        HostSystem.Current.WhyNotPrivate(taken)!.ShouldContain("mode is 740");
    }

    [Fact]
    public async Task The_sweep_removes_a_dead_owners_directory_and_keeps_a_living_ones()
    {
        var worker = await Start(Script("exec sleep 1000"));
        var owned = Leave(worker.Pid, worker.StartTimeTicks);
        var reused = Leave(worker.Pid, worker.StartTimeTicks + 1);
        using var mine = PoolDirectory.Create([PrivateRoot.At(_root)]);
        StaleDirectories.Sweep([_root]);
        Directory.Exists(owned).ShouldBeTrue();
        Directory.Exists(reused).ShouldBeFalse();
        Directory.Exists(mine.Path).ShouldBeTrue();

        worker.Kill();
        await worker.Exited.WaitAsync(Patience);
        StaleDirectories.Sweep([_root]);
        Directory.Exists(owned).ShouldBeFalse();
    }

    [Fact]
    public void The_sweep_follows_no_link_and_touches_nothing_else()
    {
        var precious = Directory.CreateDirectory(Path.Join(_root, "precious"), OwnerOnly).FullName;
        File.WriteAllText(Path.Join(precious, "file"), "");
        _ = Directory.CreateSymbolicLink(Path.Join(_root, "troupe-999999999-1-0123456789abcdef"), precious);
        var stale = Leave(999999999, 2);
        _ = Directory.CreateSymbolicLink(Path.Join(stale, "inside"), precious);
        var open = Leave(999999999, 3);
        File.SetUnixFileMode(open, OwnerOnly | UnixFileMode.OtherRead);
        var odd = Directory.CreateDirectory(Path.Join(_root, "troupe-backup-of-mine"), OwnerOnly).FullName;

        StaleDirectories.Sweep([_root, "/no/such/root"]);

        File.Exists(Path.Join(precious, "file")).ShouldBeTrue();
        Directory.Exists(stale).ShouldBeFalse();
        Directory.Exists(open).ShouldBeTrue();
        Directory.Exists(odd).ShouldBeTrue();
    }

    [Fact]
    public void A_directory_claimed_by_a_process_out_of_sight_is_kept()
    {
        var elsewhere = Leave(999999999, 4);
        using (PoolDirectoryName.Claim(elsewhere))
        {
            StaleDirectories.Sweep([_root]);
            Directory.Exists(elsewhere).ShouldBeTrue();
        }

        StaleDirectories.Sweep([_root]);
        Directory.Exists(elsewhere).ShouldBeFalse();
    }

    private string Leave(int pid, long startTime) => Directory.CreateDirectory(
        Path.Join(_root, new PoolDirectoryName(pid, startTime).WithSuffix("0123456789abcdef")), OwnerOnly).FullName;
}

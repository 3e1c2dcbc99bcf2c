using System.Diagnostics;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Faults;

/// <summary>The folders in which a pool keeps its directory: full, missing, read-only, with a long path, and removed under it.</summary>
public sealed class PoolHomeSpecs : CrashSpecs
{
    private const string TinyMemory = "mount -t tmpfs -o size=64k none /dev/shm";

    private static string Missing => "/nonexistent";

    private string Long => Directory.CreateDirectory(PathOf(new string('x', 90))).FullName;

    // F21: the pages of a full disk cannot be touched; that must be an error and not the end of this process.
    [FactWithMount]
    public async Task A_pool_starts_in_the_next_folder_when_one_has_no_room() =>
        (await StartUnder(TinyMemory)).ShouldBe("ready 3, 5");

    [FactWithMount]
    public async Task Workers_share_several_folders_when_none_has_room_for_all() =>
        (await StartUnder("mount -t tmpfs -o size=400k none /dev/shm")).ShouldBe("ready 3, 5");

    [FactWithMount]
    public async Task The_systems_temporary_folder_is_tried_when_the_one_that_is_set_does_not_exist() =>
        (await StartUnder("mount -t tmpfs -o ro none /dev/shm", temporary: Missing)).ShouldBe("ready 3, 5");

    [FactWithMount]
    public async Task A_temporary_folder_with_a_long_path_is_passed_over() =>
        (await StartUnder(TinyMemory, temporary: Long)).ShouldBe("ready 3, 5");

    [FactWithMount]
    public async Task A_relative_temporary_folder_is_passed_over() =>
        (await StartUnder(TinyMemory, temporary: "tmp")).ShouldBe("ready 3, 5");

    [FactWithMount]
    public async Task When_no_folder_will_do_the_error_lists_each_with_the_reason()
    {
        var told = await StartUnder(
            $"{TinyMemory}; mount -t tmpfs -o ro none /tmp; mount -t tmpfs -o size=64k none /var/tmp",
            temporary: Missing);
        told.ShouldStartWith("PoolStartException: No worker could be started: ");
        told.ShouldContain("|- XDG_RUNTIME_DIR: it is not set.");
        told.ShouldMatch(@"\|- /dev/shm: .*disk was full");
        told.ShouldContain("|- TMPDIR (/nonexistent): No such file or directory.");
        told.ShouldMatch(@"\|- /tmp: .*Read-only file system");
        told.ShouldMatch(@"\|- /var/tmp: .*disk was full");
    }

    [FactWithMount]
    public async Task A_folder_that_fills_later_is_left_for_another_one_by_the_next_worker()
    {
        using var disk = SmallDisk.Mount(PathOf("disk"), kibibytes: 700);
        var usual = Environment.GetEnvironmentVariable(SmallDisk.Variable);
        Environment.SetEnvironmentVariable(SmallDisk.Variable, disk.Path);
        try
        {
            var pool = await StartFullAsync(1);
            using (var rest = File.Create(Path.Join(disk.Path, "rest")))
            {
                var full = Should.Throw<IOException>(() =>
                {
                    while (true)
                        rest.Write(new byte[4096]);
                });
                full.ShouldNotBeNull();
            }
            await pool.ResizeAsync(2).Soon();
            (await Task.WhenAll(pool.RunAsync(Work.Add, 1, 2), pool.RunAsync(Work.Add, 3, 4)).Soon()).ShouldBe([3, 7]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(SmallDisk.Variable, usual);
        }
    }

    [Fact]
    public async Task A_pool_whose_directory_is_removed_goes_on_and_makes_another_one()
    {
        var log = new LogLines();
        var pool = await StartFullAsync(2, options => options.LoggerFactory = log);
        var started = new Started();
        var running = pool.RunAsync(Work.HoldUntil, PathOf("go"), started.Options);
        var pid = await started.Pid;
        foreach (var directory in PoolDirectories(Environment.ProcessId))
            Directory.Delete(directory, recursive: true);

        (await pool.RunAsync(Work.Add, 1, 2).Soon()).ShouldBe(3);
        ProcessTable.Kill(pool.Snapshot().Workers.Single(worker => worker.Pid != pid).Pid);
        await Patience.UntilAsync(() => pool.Snapshot().Workers.Any(worker => worker.Generation == 2 && worker.State == WorkerState.Ready));
        await ShouldWorkAsync(pool);
        _ = Open("go");
        (await running.Soon()).ShouldBe(pid);
        await pool.ResizeAsync(3).Soon();
        log.Warnings.ShouldContain(text => text.Contains("can no longer be used", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pool_whose_socket_is_removed_listens_again()
    {
        var pool = await StartFullAsync(1);
        foreach (var directory in PoolDirectories(Environment.ProcessId))
            File.Delete(Path.Join(directory, "socket"));
        await pool.ResizeAsync(2).Soon();
        await ShouldWorkAsync(pool);
    }

    // The name was there for all to see: what stands under it later may be another user's.
    [FactWithMount]
    public async Task Nothing_is_put_where_the_directory_was_nor_removed_there_when_it_is_another_users_now()
    {
        var pool = await StartFullAsync(1);
        var former = PoolDirectories(Environment.ProcessId).Single();
        Directory.Delete(former, recursive: true);
        Directory.CreateDirectory(former);
        try
        {
            var planted = Path.Join(former, "socket");
            File.WriteAllText(planted, "");
            using (var chown = Process.Start("chown", ["65534", former]))
                await chown.WaitForExitAsync().Soon();
            await pool.ResizeAsync(2).Soon();
            Directory.GetFileSystemEntries(former).ShouldBe([planted]);
            await pool.DisposeAsync();
            File.Exists(planted).ShouldBeTrue();
        }
        finally
        {
            Directory.Delete(former, recursive: true);
        }
    }

    private async Task<string> StartUnder(string mounts, string? temporary = null)
    {
        var start = new ProcessStartInfo("unshare") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("-m");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"{mounts}; exec dotnet exec '{typeof(Work).Assembly.Location}' start x");
        start.Environment[MarkVariable] = MarkValue;
        start.Environment.Remove(SmallDisk.Variable);
        start.Environment.Remove("TMPDIR");
        if (temporary is not null)
            start.Environment["TMPDIR"] = temporary;
        using var process = Process.Start(start)!;
        var told = await process.StandardOutput.ReadToEndAsync().Soon();
        await process.WaitForExitAsync().Soon();
        return told.Trim();
    }
}

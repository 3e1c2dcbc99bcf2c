using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Links.Directories;
using Troupe.Links.Flight;
using Troupe.Links.Handshakes;
using Troupe.Messages.Handshakes;
using Troupe.Processes;

namespace Troupe.Failures.Tests.Faults;

/// <summary>A coordinator that is killed while its worker starts: the worker is the only one left to remove the pool's directory.</summary>
public sealed class OrphanedStartSpecs : CrashSpecs
{
    private const int StartFailed = 70;
    private const int Rounds = 20;

    /// <summary>How long a killed coordinator takes here from the end of its connections to its own.</summary>
    private static readonly TimeSpan s_deathThroes = TimeSpan.FromMilliseconds(60);

    /// <summary>A worker looks for 180 ms at least whether its coordinator is gone.</summary>
    private static readonly TimeSpan s_lookedFor = TimeSpan.FromMilliseconds(150);

    [Fact]
    public async Task A_worker_whose_coordinator_was_gone_before_it_began_removes_the_directory()
    {
        var directory = NewDirectory("left");
        await RunUnderNobodyAsync(directory);
        Directory.Exists(directory).ShouldBeFalse();
    }

    // Such a one may have been started by hand, with a command line out of a list of processes.
    [Fact]
    public async Task A_worker_that_nobody_instructs_leaves_the_directory_of_a_pool_that_lives()
    {
        using var directory = PoolDirectory.Create();
        await RunUnderNobodyAsync(directory.Path);
        Directory.Exists(directory.Path).ShouldBeTrue();
    }

    [Fact]
    public async Task A_worker_that_nobody_instructs_leaves_a_directory_that_is_no_pools()
    {
        var directory = Directory.CreateDirectory(PathOf("photos-2024-12")).FullName;
        await RunUnderNobodyAsync(directory);
        Directory.Exists(directory).ShouldBeTrue();
    }

    // The kernel closes the files of a process that is killed before it tells that the process is gone: the worker sees its connection end
    // first.
    [Fact]
    public async Task A_worker_whose_coordinator_dies_in_the_handshake_removes_the_directory()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var directory = NewDirectory($"{round}");
            if (await DieInHandshakeAsync(directory))
            {
                Directory.Exists(directory).ShouldBeFalse();
                return;
            }
        }
        Assert.Fail($"In none of {Rounds} rounds the machine let the coordinator die within {s_lookedFor}.");
    }

    [Fact]
    public async Task A_worker_whose_directory_is_gone_by_the_end_of_the_handshake_says_so_and_does_not_crash()
    {
        using var directory = PoolDirectory.Create();
        using var listener = new WorkerListener(directory.SocketPath, _ => { });
        var token = RandomNumberGenerator.GetBytes(StartRecord.TokenSize);
        var start = new StartRecord(token, 0, 1, Environment.ProcessId, directory.SocketPath, directory.PathOf("flight"));
        await using var process = await ProcessSpawner.StartAsync(
            WorkerProgram.For(null, directory.Path) with { OutputMode = OutputMode.Drop }).Soon();
        listener.Invite(new Invitation(0, 1, process.Pid, token, new WorkerSettings().Encode(), _ => { }));
        process.Instruct(start.Encode());

        (await process.Exited.Soon()).ExitCode.ShouldBe(StartFailed);
        process.StderrTail.ShouldContain("could not join its pool");
    }

    /// <summary>A directory as a pool leaves it whose process was killed: nobody holds its lock.</summary>
    private string NewDirectory(string name)
    {
        var directory = Directory.CreateDirectory(PathOf(name)).FullName;
        File.WriteAllText(Path.Join(directory, PoolClaim.FileName), "");
        return directory;
    }

    /// <summary>Runs a worker that is told nothing and begins when whoever started it is gone, until its end.</summary>
    private async Task RunUnderNobodyAsync(string directory)
    {
        using var shell = StartShell("(while [ -d /proc/$$ ]; do sleep 0.01; done; exec \"$@\") </dev/null >/dev/null 2>&1 &", directory);
        await shell.WaitForExitAsync().Soon();
        await NobodyIsLeftAsync();
    }

    /// <summary>Lets a worker come to its handshake; then its connection ends, and a moment later its parent, and nothing else.</summary>
    /// <returns>Whether the parent was gone while the worker may be expected to look.</returns>
    private async Task<bool> DieInHandshakeAsync(string directory)
    {
        var path = Path.Join(directory, "socket");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        using var record = FlightRecord.Create(Path.Join(directory, "flight"));
        using var parent = StartShell("\"$@\" >/dev/null 2>&1; kill -STOP $$", directory);
        var start = new StartRecord(
            RandomNumberGenerator.GetBytes(StartRecord.TokenSize),
            0,
            1,
            parent.Id,
            path,
            Path.Join(directory, "flight"));
        parent.StandardInput.BaseStream.Write(start.Encode());
        parent.StandardInput.BaseStream.Flush();
        using var rogue = await listener.AcceptAsync().Soon();
        (await rogue.ReceiveAsync(new byte[1]).Soon()).ShouldBe(1);

        var clock = Stopwatch.StartNew();
        rogue.Close();
        while (clock.Elapsed < s_deathThroes && ProcessTable.WithEnvironment(Mark).Count > 1)
            await Task.Delay(5);
        ProcessTable.Kill(parent.Id);
        await parent.WaitForExitAsync().Soon();
        var inTime = clock.Elapsed < s_lookedFor;
        await NobodyIsLeftAsync();
        return inTime;
    }

    private Process StartShell(string script, string directory)
    {
        var worker = WorkerProgram.For(null, directory);
        return Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script, "sh", worker.FileName, .. worker.Arguments])
        {
            RedirectStandardInput = true,
            Environment = { [MarkVariable] = MarkValue },
        })!;
    }

    private Task NobodyIsLeftAsync() => Patience.UntilAsync(() => ProcessTable.WithEnvironment(Mark).Count == 0);
}

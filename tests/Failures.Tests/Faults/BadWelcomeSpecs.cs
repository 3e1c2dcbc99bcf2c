using System.Security.Cryptography;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Links.Directories;
using Troupe.Links.Flight;
using Troupe.Links.Handshakes;
using Troupe.Messages.Handshakes;
using Troupe.Processes;

namespace Troupe.Failures.Tests.Faults;

/// <summary>A coordinator that has proved itself, and whose settings cannot be read.</summary>
public sealed class BadWelcomeSpecs : CrashSpecs
{
    private const int StartFailed = 70;

    [Fact]
    public async Task A_worker_whose_settings_cannot_be_read_says_so_and_does_not_crash()
    {
        using var directory = PoolDirectory.Create();
        using var listener = new WorkerListener(directory.SocketPath, _ => { });
        using var record = FlightRecord.Create(directory.PathOf("flight"));
        var token = RandomNumberGenerator.GetBytes(StartRecord.TokenSize);
        var start = new StartRecord(token, 0, 1, Environment.ProcessId, directory.SocketPath, directory.PathOf("flight"));
        await using var process = await ProcessSpawner.StartAsync(
            WorkerProgram.For(null, directory.Path) with { OutputMode = OutputMode.Drop }).Soon();
        listener.Invite(new Invitation(0, 1, process.Pid, token, [1, 2, 3], _ => { }));
        process.Instruct(start.Encode());

        (await process.Exited.Soon()).ExitCode.ShouldBe(StartFailed);
        process.StderrTail.ShouldContain("could not join its pool");
    }
}

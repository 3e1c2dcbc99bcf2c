using System.Net.Sockets;
using System.Security.Cryptography;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Links.Directories;
using Troupe.Links.Flight;
using Troupe.Messages.Frames;
using Troupe.Messages.Handshakes;
using Troupe.Processes;

namespace Troupe.Failures.Tests.Attacks;

/// <summary>Attack table T6: somebody else listens where a worker expects its coordinator. It is not believed, and nothing is run for
/// it.</summary>
public sealed class RogueListenerSpecs : CrashSpecs
{
    private const int StartFailed = 70;

    public static TheoryData<string, byte[]> Answers => new()
    {
        { "a proof without the token", Frames.Of(FrameKind.Challenge, 0, new byte[64]) },
        { "a welcome at once", Frames.Of(FrameKind.Welcome, 0, new WorkerSettings().Encode()) },
        { "a job at once", Frames.Of(FrameKind.Run, 1, new byte[16]) },
        { "no frame at all", "HTTP/1.1 200 OK\r\n\r\n"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_worker_that_finds_another_listener_ends_without_running_anything(string what, byte[] answer)
    {
        using var directory = PoolDirectory.Create();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(directory.SocketPath));
        listener.Listen();
        using var record = FlightRecord.Create(directory.PathOf("flight"));
        var start = new StartRecord(
            RandomNumberGenerator.GetBytes(StartRecord.TokenSize),
            0,
            1,
            Environment.ProcessId,
            directory.SocketPath,
            directory.PathOf("flight"));

        await using var worker = await ProcessSpawner.StartAsync(
            WorkerProgram.For(null, directory.Path) with { OutputMode = OutputMode.Drop }).Soon();
        worker.Instruct(start.Encode());
        using var rogue = await listener.AcceptAsync().Soon();
        await rogue.SendAsync(answer).Soon();

        (await worker.Exited.Soon()).ExitCode.ShouldBe(StartFailed, what);
        worker.StderrTail.ShouldContain("could not join its pool");
        record.RunningJob.ShouldBe(0ul);
        record.LastJob.ShouldBe(0ul);
        KindsSaid(rogue).ShouldNotContain(FrameKind.Proof, "it proved to a stranger that it knows the token");
    }

    /// <summary>The kinds of the frames that the worker has said.</summary>
    private static List<FrameKind> KindsSaid(Socket rogue)
    {
        var (kinds, bytes) = (new List<FrameKind>(), new byte[4096]);
        var count = 0;
        try
        {
            for (int received; (received = rogue.Receive(bytes.AsSpan(count))) > 0;)
                count += received;
        }
        catch (SocketException)
        {
            // It left without reading all that it was told.
        }
        for (
            var position = 0;
            FrameDecoder.TryRead(bytes.AsSpan(position, count - position), FrameHeader.MaximumPayload, out var header) == FrameStatus.Whole;
            position += FrameHeader.Size + header.Length)
        {
            kinds.Add(header.Kind);
        }

        return kinds;
    }
}

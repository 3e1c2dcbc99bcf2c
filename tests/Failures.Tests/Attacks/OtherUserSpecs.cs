using System.Net.Sockets;
using System.Runtime.Versioning;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.Failures.Tests.Attacks;

/// <summary>What another local user can do to a pool: nothing.</summary>
[SupportedOSPlatform("linux")]
public sealed class OtherUserSpecs : CrashSpecs
{
    private const UnixFileMode Everything = (UnixFileMode)0b111_111_111;

    // Attack table T1.
    [FactWithAnotherUser]
    public async Task Another_user_cannot_reach_the_socket()
    {
        var pool = await StartFullAsync(1);
        var socket = SocketOf();
        AnotherUser.Run(() => Should.Throw<SocketException>(() => Connect(socket))).SocketErrorCode.ShouldBe(SocketError.AccessDenied);
        AnotherUser.Run(() => Should.Throw<UnauthorizedAccessException>(() => Directory.GetFiles(Path.GetDirectoryName(socket)!)));
        await ShouldWorkAsync(pool);
    }

    // T2: should the directory be opened by somebody, the kernel's word for the user still stands.
    [FactWithAnotherUser]
    public async Task Another_user_who_can_reach_the_socket_is_hung_up_on_unheard()
    {
        var log = new LogLines();
        var pool = await StartFullAsync(1, options => options.LoggerFactory = log);
        var socket = SocketOf();
        File.SetUnixFileMode(Path.GetDirectoryName(socket)!, Everything);
        File.SetUnixFileMode(socket, Everything);

        AnotherUser.Run(() => Answer(socket)).ShouldBe(0, "it was answered");
        await Patience.UntilAsync(
            () => log.Warnings.Any(line => line.Contains($"another user (uid {AnotherUser.Id})", StringComparison.Ordinal)));
        await ShouldWorkAsync(pool);
    }

    // T9, the part of strangers: they take no place from workers.
    [FactWithAnotherUser]
    public async Task Five_hundred_connections_of_another_user_keep_no_worker_out()
    {
        var pool = await StartFullAsync(1);
        var socket = SocketOf();
        File.SetUnixFileMode(Path.GetDirectoryName(socket)!, Everything);
        File.SetUnixFileMode(socket, Everything);
        var strangers = AnotherUser.Run(() => Enumerable.Range(0, 500).Select(_ => Connect(socket)).ToList());
        ProcessTable.Kill(pool.Snapshot().Workers[0].Pid);
        await Patience.UntilAsync(() => GenerationOf(pool) == 2 && IsFull(pool), TimeSpan.FromSeconds(10));
        await ShouldWorkAsync(pool);
        strangers.ForEach(stranger => stranger.Dispose());
    }

    // T24: names are random; what others have put there before is neither used nor followed nor deleted.
    [FactWithAnotherUser]
    public async Task Directories_and_links_that_another_user_has_planted_are_left_alone()
    {
        var elsewhere = Directory.CreateDirectory(PathOf("elsewhere")).FullName;
        File.SetUnixFileMode(elsewhere, Everything);
        await File.WriteAllTextAsync(Path.Join(elsewhere, "kept"), "");
        var name = $"troupe-{int.MaxValue}-1-";
        var directory = Path.Join("/dev/shm", name + "00000000000000aa");
        var link = Path.Join("/dev/shm", name + "00000000000000bb");
        AnotherUser.Run(() => (Directory.CreateDirectory(directory), Directory.CreateSymbolicLink(link, elsewhere)));
        try
        {
            var pool = await StartFullAsync(1);
            PoolDirectories(Environment.ProcessId).ShouldHaveSingleItem().ShouldNotBe(directory);
            await ShouldWorkAsync(pool);
            Directory.Exists(directory).ShouldBeTrue();
            File.Exists(Path.Join(elsewhere, "kept")).ShouldBeTrue();
        }
        finally
        {
            Directory.Delete(directory);
            File.Delete(link);
        }
    }

    // T23, the part of other users: neither the memory nor the files of a worker are theirs to read.
    [FactWithAnotherUser]
    public async Task Another_user_can_read_neither_environment_nor_memory_of_a_worker()
    {
        var pool = await StartFullAsync(1);
        var worker = pool.Snapshot().Workers[0].Pid;
        foreach (var file in new[] { "environ", "mem", "maps" })
            AnotherUser.Run(() => Should.Throw<UnauthorizedAccessException>(() => File.OpenRead($"/proc/{worker}/{file}").Dispose()));
    }

    private static string SocketOf() => Path.Join(PoolDirectories(Environment.ProcessId).ShouldHaveSingleItem(), "socket");

    private static Socket Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    /// <summary>How many bytes come back to a stranger's greeting.</summary>
    private static int Answer(string path)
    {
        using var socket = Connect(path);
        socket.ReceiveTimeout = 10_000;
        try
        {
            socket.Send(Frames.Of(Messages.Frames.FrameKind.Hello, 0, new byte[48]));
            return socket.Receive(new byte[64]);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return 0;
        }
    }
}

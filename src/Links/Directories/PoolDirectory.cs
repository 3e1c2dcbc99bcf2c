using System.Text;
using Troupe.Links.Flight;
using Troupe.Platform.Systems;

namespace Troupe.Links.Directories;

/// <summary>A fresh directory that only this user can enter, for a pool's socket and its shared pages.</summary>
/// <remarks>
/// The name is random, so that no other user can take it first, and says which process owns it, so that the next pool can
/// remove what a killed one left behind. Disposal deletes it with all it holds. May be used from any thread.
/// </remarks>
internal sealed class PoolDirectory : IDisposable
{
    /// <summary>
    /// The limit is 108 on Linux and 104 on macOS with the closing zero; somewhat less leaves room for tools that
    /// see the path with a prefix.
    /// </summary>
    internal const int LongestSocketPath = 99;

    private const string SocketName = "socket";

    private readonly FileStream _claim;
    private int _disposed;

    private PoolDirectory(string path, FileStream claim)
    {
        Path = path;
        _claim = claim;
        SocketPath = PathOf(SocketName);
    }

    /// <summary>Absolute path, without a separator at its end.</summary>
    internal string Path { get; }

    /// <summary>Where the pool's Unix socket goes; short enough for the system's limit. Nothing is there yet.</summary>
    internal string SocketPath { get; }

    /// <summary>The path of a file of that name in this directory.</summary>
    internal string PathOf(string name) => System.IO.Path.Join(Path, name);

    /// <summary>Creates a directory in the best location this system has.</summary>
    /// <param name="use">Tries what the directory is wanted for; what it throws of input and output means that the folder will not
    /// do.</param>
    /// <exception cref="IOException">No location would do; the message lists each with the reason.</exception>
    internal static PoolDirectory Create(Action<PoolDirectory>? use = null) => Create(HostSystem.Current.PrivateRoots(), use);

    /// <summary>Creates one in the first of these folders that will do: that lets it be made, and has room for a worker's page.</summary>
    /// <exception cref="IOException">None would do.</exception>
    internal static PoolDirectory Create(IEnumerable<PrivateRoot> roots, Action<PoolDirectory>? use = null)
    {
        var refusals = new StringBuilder();
        foreach (var root in roots)
        {
            try
            {
                return root.Refused is null ? CreateIn(root, use) : throw new IOException(root.Refused);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                _ = refusals.Append($"\n- {root}: {error.Message.TrimEnd('.')}.");
            }
        }

        throw new IOException(
            $"A process pool needs a private directory for its socket and its workers' pages, with {FlightRecord.FileSize >> 10} KiB for "
            + "each worker, and no folder would do. Make room in one of these, or let TMPDIR name another folder with a short path "
            + $"that this user can write to.{refusals}");
    }

    /// <summary>
    /// Deletes directories of this user whose process is gone. Never throws, never follows a link; looks only at names
    /// in the folders where pools keep their directories.
    /// </summary>
    internal static void SweepStale() =>
        StaleDirectories.Sweep(HostSystem.Current.PrivateRoots().Select(root => root.Path).Where(path => path.Length > 0));

    /// <summary>Deletes the directory. What another process still has open lives on for that process.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        // One that was removed meanwhile may belong to another user by now, under the name that all could see.
        if (!HostSystem.Current.IsOwnDirectory(Path))
        {
            _claim.Dispose();
            return;
        }

        StaleDirectories.Delete(Path);
        _claim.Dispose();

        // On Windows the claim itself could not be deleted while it was open.
        StaleDirectories.Delete(Path);
    }

    /// <summary>Why nothing new can be put here, or reached here; null when all is as it was made.</summary>
    internal string? WhyGone() => HostSystem.Current.WhyNotPrivate(Path)
        ?? (OperatingSystem.IsWindows() || File.Exists(SocketPath) ? null : "its socket was removed");

    private static PoolDirectory CreateIn(PrivateRoot root, Action<PoolDirectory>? use)
    {
        var system = HostSystem.Current;
        var owner = new PoolDirectoryName(Environment.ProcessId, system.StartTimeOf(Environment.ProcessId));
        // 60 random bits are plenty for a name; the system's library for secrets takes milliseconds to load.
        var path = System.IO.Path.Join(root.Path, owner.WithSuffix(Guid.NewGuid().ToString("N")[..16]));
        var socket = System.IO.Path.Join(path, SocketName);
        var length = Encoding.UTF8.GetByteCount(socket);
        if (length > LongestSocketPath && !OperatingSystem.IsWindows())
            throw new IOException($"the socket's path '{socket}' would have {length} bytes, but {LongestSocketPath} is the limit");

        system.CreatePrivateDirectory(path);
        try
        {
            if (system.WhyNotPrivate(path) is { } reason)
                throw new IOException($"{path}: created, but not private: {reason}");

            TakeRoom(path);
            var directory = new PoolDirectory(path, PoolDirectoryName.Claim(path));
            use?.Invoke(directory);
            return directory;
        }
        catch
        {
            StaleDirectories.Delete(path);
            throw;
        }
    }

    /// <summary>A folder of a few kilobytes takes the directory, and then not one page: it is no location for a pool.</summary>
    private static void TakeRoom(string path)
    {
        var room = System.IO.Path.Join(path, "room");
        new FileStream(room, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            PreallocationSize = FlightRecord.FileSize
        }).Dispose();
        File.Delete(room);
    }
}

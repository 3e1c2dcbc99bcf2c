using System.IO.MemoryMappedFiles;
using Troupe.Links.Directories;
using Troupe.Platform.Systems;

namespace Troupe.SharedState.Arrays;

/// <summary>
/// Systems without nameless memory: a file in a private directory of this process, which the owner deletes and, after the
/// owner was killed, the next pool of this user. Its memory is unmapped when it is released, so a span must not be used
/// after that.
/// </summary>
internal sealed unsafe class FileMemory : SegmentMemory
{
    private static readonly Lock s_gate = new();
    private static PoolDirectory? s_directory;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly bool _owned;
    private readonly byte* _start;

    private FileMemory(FileStream stream, bool owned)
    {
        (Size, Location, _owned) = (stream.Length, stream.Name, owned);
        _file = MemoryMappedFile.CreateFromFile(
            stream,
            null,
            0,
            MemoryMappedFileAccess.ReadWrite,
            HandleInheritability.None,
            leaveOpen: false);
        _view = _file.CreateViewAccessor(0, Size);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    public override nint Start => (nint)_start;

    public override long Size { get; }

    public override string Location { get; }

    public static new FileMemory Create(string id, long size)
    {
        var stream = new FileStream(
            OwnDirectory().PathOf(id),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete);
        stream.SetLength(size);
        return new FileMemory(stream, owned: true);
    }

    public static new FileMemory? Open(string id, string location)
    {
        var directory = Path.GetDirectoryName(location);
        if (Path.GetFileName(location) != id || directory is null || PoolDirectoryName.Parse(Path.GetFileName(directory)) is null)
            throw new InvalidDataException($"'{location}' is no location of shared memory.");
        if (!File.Exists(location))
            return null;
        if (HostSystem.Current.WhyNotPrivate(directory) is { } reason)
            throw new InvalidDataException($"The shared memory in {directory} is not to be trusted: {reason}.");
        return new FileMemory(
            new FileStream(location, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete),
            owned: false);
    }

    public override void Unname()
    {
        try
        {
            if (_owned)
                File.Delete(Location);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Windows keeps a file that is mapped; it goes with the directory.
        }
    }

    public override void Release()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>Made at the first use, and again when it was removed meanwhile.</summary>
    private static PoolDirectory OwnDirectory()
    {
        lock (s_gate)
        {
            if (s_directory is { } present && HostSystem.Current.WhyNotPrivate(present.Path) is null)
                return present;
            PoolDirectory.SweepStale();
            var directory = PoolDirectory.Create();
            AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Dispose();
            return s_directory = directory;
        }
    }
}

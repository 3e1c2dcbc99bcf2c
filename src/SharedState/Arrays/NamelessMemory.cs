using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Troupe.SharedState.Arrays.Native;

namespace Troupe.SharedState.Arrays;

/// <summary>
/// Linux: memory behind a descriptor and without a name in any folder (memfd). So there is nothing that a killed process
/// could leave behind: the kernel frees it with the last mapping. Others reach it through the owner's /proc/pid/fd, which
/// only the same user may enter. Its size is sealed, so that no mapping can ever end in nothing.
/// </summary>
internal sealed class NamelessMemory : SegmentMemory
{
    private const string NamePrefix = "troupe-memory-";

    private readonly SafeFileHandle? _name;

    private NamelessMemory(nint start, long size, string location, SafeFileHandle? name) =>
        (Start, Size, Location, _name) = (start, size, location, name);

    public override nint Start { get; }

    public override long Size { get; }

    public override string Location { get; }

    public static new NamelessMemory Create(string id, long size)
    {
        var file = new SafeFileHandle(CreateFile(NamePrefix + id), ownsHandle: true);
        try
        {
            RandomAccess.SetLength(file, size);
            if (SharedMemory.Control(file, SharedMemory.AddSeals, SharedMemory.SealShrink | SharedMemory.SealGrow) != 0)
                throw Refused("seal", size);
            var location = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}/{file.DangerousGetHandle()}");
            return new NamelessMemory(Map(file, size), size, location, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public static new NamelessMemory? Open(string id, string location)
    {
        if (location.Split('/') is not [var pid, var descriptor] || !IsNumber(pid) || !IsNumber(descriptor))
            throw new InvalidDataException($"'{location}' is no location of shared memory.");
        var path = $"/proc/{pid}/fd/{descriptor}";
        try
        {
            // The id in the name tells it from whatever came to have the owner's pid and descriptor since.
            if (new FileInfo(path).LinkTarget is not { } target
                || !target.StartsWith($"/memfd:{NamePrefix}{id} ", StringComparison.Ordinal))
            {
                return null;
            }

            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            var size = RandomAccess.GetLength(file);
            if ((SharedMemory.Control(file, SharedMemory.GetSeals, 0) & SharedMemory.SealShrink) == 0)
                throw new InvalidDataException($"The memory at {path} was not made by Troupe: its size is not sealed.");
            return new NamelessMemory(Map(file, size), size, location, name: null);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"The shared memory at {path} may not be opened: {error.Message} Its owner must run as the same user, "
                + "without more rights than this process has.", error);
        }
    }

    public override void Unname() => _name?.Dispose();

    public override void Release() => RetiredRanges.Retire(Start, Size);

    public override void Discard() => _ = SharedMemory.Unmap(Start, (nuint)Size);

    private static int CreateFile(string name)
    {
        const uint flags = SharedMemory.CloseOnExec | SharedMemory.AllowSealing;
        var file = SharedMemory.Create(name, flags | SharedMemory.NeverExecutable);
        if (file < 0)
            file = SharedMemory.Create(name, flags);
        return file >= 0 ? file : throw Refused("create", 0);
    }

    private static nint Map(SafeFileHandle file, long size)
    {
        var location = AddressRange.Take(size);
        var start = SharedMemory.Map(
            location,
            (nuint)size,
            SharedMemory.ReadAndWrite,
            location == 0 ? SharedMemory.Shared : SharedMemory.Shared | SharedMemory.Fixed,
            file,
            0);
        return start != SharedMemory.Failed ? start : throw Refused("map", size);
    }

    private static bool IsNumber(string text) => text.Length is > 0 and < 11 && text.All(char.IsAsciiDigit);

    private static IOException Refused(string what, long size)
    {
        var reason = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"The system refused to {what} {(size > 0 ? $"{size:N0} bytes of " : "")}shared memory: "
            + $"{reason.Message}. Look at the limits for open files (ulimit -n), maps (vm.max_map_count) and memory.", reason);
    }
}
